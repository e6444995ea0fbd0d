# The weights as pictures: before, after, and the difference. Variable: data (three blocks of 28 rows).
load plots.'/style.gp'
set datafile separator comma
set terminal pngcairo noenhanced size wide,520 font font.",18" background "#ffffff" linewidth 2

set title font font.",20"
unset key
unset tics
unset border
unset grid
set size ratio -1
set xrange [-0.5:27.5]
set yrange [27.5:-0.5]
set palette defined (-1 orange, 0 "#ffffff", 1 blue)
unset colorbox
set multiplot layout 1,3 margins 0.02,0.98,0.04,0.86 spacing 0.02
set cbrange [-3:3]
set title "before"
plot data index 0 matrix with image
set title "after"
plot data index 1 matrix with image
set title "what was learnt: after - before"
set cbrange [-2:2]
plot data index 2 matrix with image
unset multiplot
