# The error of a sum of ReLUs by their number, built and learnt. Variable: falls (number, built, learnt).
# curve: falls 1:2 built
# curve: falls 1:3 learnt
# axes: log xy
tall = 640; type = 20
load plots.'/style.gp'
if (!as_text) { set termoption enhanced }

set title "How well n ReLUs follow the curve"
set xlabel "ReLUs"
set ylabel "root of the mean squared error"
set logscale xy
set xrange [0.9:72]
set xtics (1, 2, 4, 8, 16, 32, 64)
set format y powers
set yrange [1e-3:3]
set key top right
plot falls using 1:2 with linespoints linetype 1 title "built", \
     falls using 1:3 with linespoints linetype 2 title "learnt"
