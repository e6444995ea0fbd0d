# The weights of the hidden neurons as tiles. Variable: data (a matrix, NaN between the tiles).
load plots.'/style.gp'
set datafile separator comma
set terminal pngcairo noenhanced size wide,470 font font.",20" background "#ffffff" linewidth 2

set title "What each of the 30 hidden neurons looks for"
unset key
unset tics
unset border
unset grid
unset colorbox
set size ratio -1
set lmargin 1
set rmargin 1
set bmargin 1
set autoscale fix
set yrange [*:*] reverse
set palette defined (-1 orange, 0 "#ffffff", 1 blue)
stats data matrix using 3 nooutput name "weight"
most = weight_max > -weight_min ? weight_max : -weight_min
set cbrange [-0.7 * most : 0.7 * most]
plot data matrix with image
