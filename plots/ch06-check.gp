# How far a measured slope of exp is from the true one, by the step of the measurement. Variables: data (step, difference) in
# float32, indouble in double.
# curve: data 1:2 float32
# curve: indouble 1:2 double
# axes: log xy
tall = 640; type = 20
load plots.'/style.gp'
if (!as_text) { set termoption enhanced }

set title "The slope of exp, measured in float32 and in double"
set xlabel "step of the central difference"
set ylabel "largest error"
set logscale xy
set format powers
set xrange [0.4e-12:1.8]
set yrange [0.4e-11:2]
set key top left Left reverse
set label 1 "bending: the chord is\nnot the tangent" at 1.5,2e-9 textcolor rgb ink right
set label 2 "rounding: too few digits\nare left of the difference" at 0.6e-12,2e-9 textcolor rgb ink
plot data using 1:2 with linespoints linetype 1 title "float32", \
     indouble using 1:2 with linespoints linetype 2 title "double"
