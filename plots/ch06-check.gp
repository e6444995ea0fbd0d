# How far a measured slope of exp is from the true one, by the step of the measurement. Variable: data (step, difference).
# curve: data 1:2 largest error
# axes: log xy
tall = 640; type = 20
load plots.'/style.gp'
if (!as_text) { set termoption enhanced }

set title "The slope of exp, measured in float32"
set xlabel "step of the central difference"
set ylabel "largest error"
set logscale xy
set format powers
set xrange [0.6e-6:1.6]
unset key
set label 1 "rounding: too few digits\nare left of the difference" at 1.2e-6,4e-5 textcolor rgb ink
set label 2 "bending: the chord is\nnot the tangent" at 0.05,2e-1 textcolor rgb ink right
plot data using 1:2 with linespoints linetype 1
