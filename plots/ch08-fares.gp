# Fares as they are, and their logarithms: two histograms. Variable: data (fare, log of fare + 1).
tall = 600; type = 18; panels = 2
load plots.'/style.gp'

unset key
set style fill solid 0.85 noborder
set ylabel side("passengers")
bin(x, width) = width * (floor(x / width) + 0.5)
set multiplot layout down,across
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
