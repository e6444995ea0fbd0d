# Fares as they are, and their logarithms: two histograms. Variable: data (fare, log of fare + 1).
load plots.'/style.gp'
set datafile separator comma
set terminal pngcairo noenhanced size wide,600 font font.",18" background "#ffffff" linewidth 2

set title font font.",22"
unset key
set style fill solid 0.85 noborder
set ylabel "passengers"
bin(x, width) = width * (floor(x / width) + 0.5)
set multiplot layout 1,2
set title "Fare"
set xlabel "pounds"
set boxwidth 18
set xrange [0:540]
plot data using (bin($1, 20)):(1) smooth frequency with boxes linetype 1
set title "ln(fare + 1)"
set xlabel "natural logarithm"
set boxwidth 0.22
set xrange [0:6.5]
plot data using (bin($2, 0.25)):(1) smooth frequency with boxes linetype 2
unset multiplot
