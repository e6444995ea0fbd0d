# Training loss and validation accuracy by epoch. Variable: data (epoch, loss, accuracy).
load plots.'/style.gp'
set datafile separator comma
set terminal pngcairo noenhanced size wide,640 font font.",20" background "#ffffff" linewidth 2

set title "One weight for every pixel"
set xlabel "epoch"
set xrange [0:21.4]
set yrange [0:1]
set key center right
plot data using 1:3 with linespoints linetype 1 pointsize 0.9 title "accuracy on the validation set", \
     data using 1:2 with linespoints linetype 2 pointsize 0.9 title "loss on the training set"
