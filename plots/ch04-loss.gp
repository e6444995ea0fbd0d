# How x*x falls, or does not, with the steps of four descents. Variables: data (step and four columns of x), rates.
tall = 640; type = 20
load plots.'/style.gp'
if (!as_text) { set termoption enhanced }

set title "x*x after each step"
set xlabel "step"
set ylabel "x*x"
set logscale y
set yrange [1e-9:1e3]
set format y powers
set key bottom left Left reverse
plot for [i = 1:4] data using 1:(column(i + 1)**2 > 1e-12 ? column(i + 1)**2 : NaN) with linespoints linetype word("1 3 4 2", i) + 0 \
         pointsize 1 title "lr ".word(rates, i)
