# The smoothed loss of one epoch of Fashion-MNIST, for seven of the optimisers. Variable: data (step, then a column for each).
# curve: data 1:2 SGD
# curve: data 1:8 Adam
load plots.'/style.gp'
set key autotitle columnhead top right
set title "One epoch of Fashion-MNIST"
set xlabel "step (64 pictures each)"
set ylabel "training loss, smoothed"
set yrange [0.4:1.4]
set xrange [0:*]
plot data using 1:2 with lines linecolor rgb "#888888" linewidth 2, \
     data using 1:3 with lines linetype 5, \
     data using 1:5 with lines linetype 4, \
     data using 1:6 with lines linetype 6, \
     data using 1:7 with lines linetype 3, \
     data using 1:8 with lines linetype 2, \
     data using 1:11 with lines linetype 1
