# Losses and error rate by epoch on few digits. Variable: data (epoch, training loss, validation loss, error rate).
# curve: data 1:2 training loss
# curve: data 1:3 validation loss
# curve: data 1:4 error rate
tall = 640; type = 20
load plots.'/style.gp'

set title "200 digits to learn from: the net learns them by heart"
set xlabel "epoch"
set ylabel "loss, and share of errors"
set xrange [0.5:60.5]
set yrange [0:1.5]
set key top right
plot data using 1:3 with lines linetype 2 linewidth 2.4 title "validation loss", \
     data using 1:4 with lines linetype 3 linewidth 2.4 title "validation error rate", \
     data using 1:2 with lines linetype 1 linewidth 2.4 title "training loss"
