# The weights of the hidden neurons as tiles. Variable: data (a matrix, NaN between the tiles).
tall = 470; type = 20
load plots.'/style.gp'

set title "What each of the 30 hidden neurons looks for"
unset key
unset tics
unset border
unset grid
unset colorbox
if (!as_text) { set size ratio -1 }
set lmargin 1
set rmargin 1
set bmargin 1
set autoscale fix
set yrange [*:*] reverse
set palette defined (-1 orange, 0 "#ffffff", 1 blue)
stats data matrix using 3 nooutput name "weight"
most = weight_max > -weight_min ? weight_max : -weight_min
set cbrange [-0.7 * most : 0.7 * most]
if (as_text) {
    set title "What six of the 30 hidden neurons look for: light is below 0"
    set xrange [0:90]
    set yrange [59:0]
    plot data matrix using 1:2:(shade(0.5 + $3 / (1.4 * most))) with labels
    exit
}
plot data matrix with image
