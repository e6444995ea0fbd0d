# What ReLUs are made of and what can be made of them: one, two, and |x|. No variables.
tall = 440; type = 16; panels = 3
load plots.'/style.gp'

relu(x) = x > 0 ? x : 0
unset key
set xrange [-2:2]
set yrange [-1:2.2]
set xtics 1
set ytics 1
set samples 401
set multiplot layout down,across
set title "relu(x)"
plot relu(x) with lines linetype 2
set title "relu(x + 1) - 1.5 relu(x - 0.2)"
plot relu(x + 1) with lines linetype 1 dashtype 2 linewidth 1.3, -1.5 * relu(x - 0.2) with lines linetype 3 dashtype 2 linewidth 1.3, \
     relu(x + 1) - 1.5 * relu(x - 0.2) with lines linetype 2
set title "relu(x) + relu(-x) = |x|"
plot relu(x) with lines linetype 1 dashtype 2 linewidth 1.3, relu(-x) with lines linetype 3 dashtype 2 linewidth 1.3, \
     relu(x) + relu(-x) with lines linetype 2
unset multiplot
