# The loss of ten steps, on a logarithmic scale. Variable: steps (step,a,b,c,loss).
# curve: steps 1:5 loss
# axes: log y
tall = 640; type = 20
load plots.'/style.gp'

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
