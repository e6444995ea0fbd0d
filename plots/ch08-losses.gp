# The loss of each model by epoch. Variable: data (a block for each model: its name, then epoch and loss).
# curve: data/0 1:2 linear
# curve: data/1 1:2 sigmoid
# curve: data/2 1:2 smaller start
# curve: data/3 1:2 layer of 20
# curve: data/4 1:2 longer steps
# curve: data/5 1:2 two layers
load plots.'/style.gp'

set title "Loss on the 713 passengers to learn from"
set xlabel "epoch"
set ylabel "mean absolute error"
set xrange [0.5:30.5]
set yrange [0.15:0.56]
set key top right
plot for [m = 0:5] data index m using 1:2 with lines linetype m + 1 linewidth 2.4 title columnheader(1)
