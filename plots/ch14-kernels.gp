# Kernels side by side: blue above 0, orange below. Variable: data (a matrix, NaN between the kernels).
tall = 260; type = 18
load plots.'/style.gp'

set title "What the eight kernels of the first layer have learnt"
unset key
unset tics
unset border
unset grid
unset colorbox
set lmargin 1
set rmargin 1
set bmargin 1
set autoscale fix
if (!as_text) { set size ratio -1 }
set palette defined (-1 orange, 0 "#ffffff", 1 blue)
stats data matrix using 3 nooutput name "weight"
most = weight_max > -weight_min ? weight_max : -weight_min
set cbrange [-most : most]
set yrange [*:*] reverse
if (as_text) { plot data matrix using 1:2:(shade(0.5 + $3 / (2 * most))) with labels } \
else { plot data matrix with image }
