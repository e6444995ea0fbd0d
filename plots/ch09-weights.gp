# The weights as pictures: before, after, and the difference. Variable: data (three blocks of 28 rows).
tall = 520; type = 18; panels = 3
load plots.'/style.gp'

unset key
unset tics
unset border
unset grid
if (!as_text) { set size ratio -1 }
set xrange [-0.5:27.5]
set yrange [27.5:-0.5]
set palette defined (-1 orange, 0 "#ffffff", 1 blue)
unset colorbox

if (as_text) {
    set multiplot layout 2,2
    set lmargin 5
    set rmargin 4
    do for [i = 0:2] {
        set title word("before after learnt", i + 1).": light is below 0"
        plot data index i matrix using 1:2:(shade(0.5 + $3 / (i < 2 ? 6 : 4))) with labels
    }
    exit
}
set multiplot layout down,across margins 0.02,0.98,0.04,0.86 spacing 0.02
set cbrange [-3:3]
set title "before"
plot data index 0 matrix with image
set title "after"
plot data index 1 matrix with image
set title "after - before"
set cbrange [-2:2]
plot data index 2 matrix with image
unset multiplot
