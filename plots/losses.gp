# Loss by step: as it was (faint), smoothed, and on the validation set after each epoch. Variables: steps, epochs (CSV files).
# curve: steps 1:3 training, smoothed
# curve: epochs 1:3 validation
load plots.'/style.gp'

stats epochs using "valid_loss" nooutput name "valid"
stats steps using "smoothed" nooutput name "train"
stats steps using "loss" nooutput name "raw"
# A net that the last step of every epoch broke has no loss on the validation set.
if (!exists("valid_max")) valid_max = train_max
highest = valid_max > train_max ? valid_max : train_max
if (highest <= 0) highest = 1

set title "Loss while training"
set xlabel "step (one batch each)"
set ylabel "loss"
set xrange [0:raw_records]
set yrange [0:(1.15 * highest)]   # single batches may jump out of the picture; the two lines never do
set key top right

plot steps  using "step":"loss"       with lines linecolor rgb "#a6cbe3" linewidth 0.9 title "training, each batch", \
     steps  using "step":"smoothed"   with lines linetype 1 linewidth 2.2 title "training, smoothed", \
     epochs using "step":"valid_loss" with linespoints linetype 2 linewidth 2.2 title "validation, each epoch"
