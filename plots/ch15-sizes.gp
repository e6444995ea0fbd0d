# What fits into which cache. Variables: reads (KB, GB/s), rates (n, GFLOP/s of the eight steps, then of the library with one core and all).
# curve: rates 1:10 the library, GFLOP/s
# curve: rates 1:2 three loops
# axes: log xy
wide = 980; tall = 500; type = 13; panels = 2
load plots.'/style.gp'
if (!as_text) { set termoption enhanced }
set logscale xy
set format y "%g"
set multiplot layout down,across
set title "One core reads an array"
set xlabel "of so many KB"
set ylabel side("GB a second")
set format x powers
set xrange [4:300000]
unset key
plot reads using 1:2 with linespoints linetype 1 pointsize 1
set title "Matrix products, one core"
set xlabel "n, of n x n"
set ylabel side("billions of operations a second")
set format x "%g"
set xrange [88:1050]
set yrange [0.3:*]
set xtics (96, 192, 480, 960)
set key outside right center font ",12" samplen 1.5
plot rates using 1:2 with linespoints linetype 2 pointsize 0.8 title "as defined", \
     rates using 1:3 with linespoints linetype 4 pointsize 0.8 title "along rows", \
     rates using 1:4 with linespoints linetype 6 pointsize 0.8 title "many at once", \
     rates using 1:5 with linespoints linetype 3 pointsize 0.8 title "in blocks", \
     rates using 1:6 with linespoints linetype 5 pointsize 0.8 title "a tile of sums", \
     rates using 1:7 with linespoints linetype 1 pointsize 0.8 dashtype 2 title "vectors by hand", \
     rates using 1:8 with linespoints linetype 1 pointsize 0.8 title "packed panels", \
     rates using 1:10 with lines linecolor rgb ink title "the library"
unset multiplot
