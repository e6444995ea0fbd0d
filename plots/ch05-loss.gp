# The loss of ten steps, on a logarithmic scale. Variable: steps (step,a,b,c,loss).
load plots.'/style.gp'
set datafile separator comma
set terminal pngcairo noenhanced size wide,640 font font.",20" background "#ffffff" linewidth 2

set title "Loss on the roller coaster, learning rate 0.00001"
set xlabel "step"
set ylabel "loss, logarithmic"
set logscale y
set yrange [300:40000]
set xrange [-0.3:10.5]
set xtics 1
unset key
plot steps using 1:5 with linespoints linetype 1, \
     steps using 1:5:(sprintf("%.0f", column(5))) with labels left offset 0.4,0.9 textcolor rgb ink
