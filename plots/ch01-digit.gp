# A digit, every pixel a square with its number in it. Variable: data (row, column, byte).
wide = 1240; tall = 1240; type = 18
load plots.'/style.gp'

set title "The second three: 28 x 28 bytes"
set xlabel "column"
set ylabel "row"
unset key
unset colorbox
unset grid
set border 15 linecolor rgb "#888888" linewidth 0.7
set tics scale 0
set xtics 4
set ytics 4
set xrange [-0.5:27.5]
set yrange [27.5:-0.5]
if (!as_text) { set size ratio 1 }
set palette defined (0 "#ffffff", 1 "#eff3f8", 60 "#9ecae1", 160 "#2171b5", 255 "#08306b")
set cbrange [0:255]

if (as_text) {
    set terminal dumb size 64,34   # two letters wide and one high, a pixel is nearly square
    set title "The second three: 28 x 28 bytes, light is low and dark is high"
    plot data using 2:1:(shade($3 / 255.0).shade($3 / 255.0)) with labels
    exit
}
plot data using 2:1:3 with image pixels, \
     data using ($3 > 90 ? $2 : NaN):1:(sprintf("%d", $3)) with labels font font.",12" textcolor rgb "#ffffff", \
     data using ($3 <= 90 ? $2 : NaN):1:(sprintf("%d", $3)) with labels font font.",12" textcolor rgb "#555555"
