# Accuracy of each model, one standard deviation of chance to either side. Variable: data (name, accuracy, deviation).
tall = 720; type = 20
load plots.'/style.gp'

set title "Right on 178 passengers, and one deviation of chance"
set xlabel "share of right answers"
set xrange [0.70:0.90]
set yrange [-0.6:6.6] reverse
set ytics scale 0
unset grid
if (!as_text) { set grid xtics linetype 1 linecolor rgb faint linewidth 0.7 }
set lmargin 26
unset key
plot data using 2:0:3:yticlabel(1) with xerrorbars linetype 1 linewidth 2.5 pointsize 2
