# What fits into which cache. Variables: reads (KB, GB/s), rates (n, GFLOP/s of the eight steps, then of the library with one core and all).
# curve: rates 1:10 the library, GFLOP/s
# curve: rates 1:2 three loops
# axes: log xy
wide = 960; tall = 440; type = 13; panels = 2
load plots.'/style.gp'
if (!as_text) { set termoption enhanced }
stats rates using 2 name "slow" nooutput
stats rates using 8 name "fast" nooutput
set logscale xy
set format y "%g"
set multiplot layout down,across
if (!as_text) { set lmargin at screen 0.1; set rmargin at screen 0.365 }
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
set yrange [0.7 * slow_min:2 * fast_max]
if (!as_text) { set lmargin at screen 0.465; set rmargin at screen 0.765 }
set xtics (96, 192, 480, 960)
set key outside right center font ",12" samplen 2.5
# A form for each rung besides its colour, and its number where the picture is text.
form(rung, pointtype) = as_text ? sprintf("%d", rung) : pointtype
plot rates using 1:2 with linespoints linetype 2 pointtype form(1, 7) pointsize 1 title "1 as defined", \
     rates using 1:3 with linespoints linetype 4 pointtype form(2, 5) pointsize 1 title "2 along rows", \
     rates using 1:4 with linespoints linetype 6 pointtype form(3, 9) pointsize 1.1 title "3 many at once", \
     rates using 1:5 with linespoints linetype 3 pointtype form(4, 11) pointsize 1.1 title "4 in blocks", \
     rates using 1:6 with linespoints linetype 5 pointtype form(5, 13) pointsize 1.2 title "5 a tile of sums", \
     rates using 1:7 with linespoints linetype 2 dashtype 2 pointtype form(6, 4) pointsize 1.3 title "6 vectors by hand", \
     rates using 1:8 with linespoints linetype 1 pointtype form(7, 6) pointsize 1.6 title "7 packed panels", \
     rates using 1:10 with lines linecolor rgb ink linewidth 1.5 dashtype 3 title "the library", \
     rates using 1:7 with lines linetype 2 dashtype 2 notitle # above 7, which has about the same numbers
unset multiplot
