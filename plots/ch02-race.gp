# Three loops in C and the library's product, by size of the matrices. Variable: data (n, seconds of both, then GFLOP/s of both).
# curve: data 1:5 the library, GFLOP/s
# curve: data 1:4 three loops
# axes: log xy
tall = 640; type = 18; panels = 2
load plots.'/style.gp'
if (!as_text) { set termoption enhanced }
set logscale xy
set xrange [26:620]
set xtics (32, 64, 128, 256, 512)
set xlabel "n, of n x n"
set format y powers
set key top left Left reverse
set multiplot layout down,across
set title "Seconds for one product"
plot data using 1:2 with linespoints linetype 2 pointsize 1 title "three loops", \
     data using 1:3 with linespoints linetype 1 pointsize 1 title "tensor_matmul"
set title "Billions of operations a second"
set format y "%g"
unset key
plot data using 1:4 with linespoints linetype 2 pointsize 1, \
     data using 1:5 with linespoints linetype 1 pointsize 1
unset multiplot
