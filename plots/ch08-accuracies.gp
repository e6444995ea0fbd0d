# Accuracy of each model, one standard deviation of chance to either side. Variable: data (name, accuracy, deviation).
load plots.'/style.gp'
set datafile separator comma
set terminal pngcairo noenhanced size wide,720 font font.",20" background "#ffffff" linewidth 2

set title font font.",24"
set title "Right on 178 passengers, and one deviation of chance"
set xlabel "share of right answers"
set xrange [0.70:0.90]
set yrange [-0.6:6.6] reverse
set ytics scale 0
unset grid
set grid xtics linetype 1 linecolor rgb faint linewidth 0.7
set lmargin 26
unset key
plot data using 2:0:3:yticlabel(1) with xerrorbars linetype 1 linewidth 2.5 pointsize 2
