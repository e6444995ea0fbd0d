# What the net sees and what it says. Variables: photo (a square PNG), data (class, probability).
tall = 600
load plots.'/style.gp'

stats data using 2 nooutput name "p"
n = int(p_records)

if (as_text) {
    set title "what it says"
    set xlabel "probability"
    set xrange [0:1]
    set yrange [n - 0.5:-0.5]
    unset key
    plot data using ($2 / 2):0:($2 / 2):(0.2):yticlabels(1) with boxxyerrorbars, \
         data using ($2 < 0.8 ? $2 : NaN):0:(sprintf("  %.4f", $2)) with labels left, \
         data using ($2 >= 0.8 ? $2 : NaN):0:(sprintf("%.4f  ", $2)) with labels right
    exit
}
stats photo binary filetype=png using 1 nooutput name "pixel"
side = int(sqrt(pixel_records) + 0.5)

set multiplot
unset key

set origin 0,0
set size 0.44,1
set lmargin at screen 0.025
set rmargin at screen 0.4
set tmargin at screen 0.84
set bmargin at screen 0.04
set title "what the net sees"
unset border
unset tics
unset grid
set xrange [-0.5:side - 0.5]
set yrange [-0.5:side - 0.5]
set size ratio 1
plot photo binary filetype=png with rgbimage

set origin 0,0
set size noratio 1,1
set lmargin at screen 0.58
set rmargin at screen 0.93
set tmargin at screen 0.84
set bmargin at screen 0.22
set title "what it says"
set border 3 linecolor rgb "#888888" linewidth 0.7
set xlabel "probability"
set xrange [0:1]
set xtics 0,0.25,1 nomirror out scale 0.6 textcolor rgb ink
set yrange [n - 0.5:-0.5]
set ytics nomirror scale 0 textcolor rgb ink
set style fill solid 1 noborder
plot data using ($2 / 2):0:($2 / 2):(0.35):yticlabels(1) with boxxyerrorbars linecolor rgb blue, \
     data using ($2 < 0.8 ? $2 : NaN):0:(sprintf("  %.4f", $2)) with labels left textcolor rgb ink, \
     data using ($2 >= 0.8 ? $2 : NaN):0:(sprintf("%.4f  ", $2)) with labels right textcolor rgb "#ffffff"
unset multiplot
