# Training loss and validation accuracy by epoch. Variable: data (epoch, loss, accuracy).
# curve: data 1:3 accuracy
# curve: data 1:2 loss
tall = 640; type = 20
load plots.'/style.gp'

set title "One weight for every pixel"
set xlabel "epoch"
set xrange [0:21.4]
set yrange [0:1]
set key center right
plot data using 1:3 with linespoints linetype 1 pointsize 0.9 title "accuracy on the validation set", \
     data using 1:2 with linespoints linetype 2 pointsize 0.9 title "loss on the training set"
