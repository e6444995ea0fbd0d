# Training and validation loss by epoch, for the ways in which photos are shown. Variable: data (five blocks: epoch,
# training, validation).
load plots.'/style.gp'
set datafile separator comma
set terminal pngcairo noenhanced size wide,640 font font.",18" background "#ffffff" linewidth 2
set title font font.",22"
names = "'as they are' 'crops and flips' 'aug_transforms' 'and mixup' 'all colours'"
set xlabel "epoch"
set yrange [0:2]
set xtics 4
set key top right
set multiplot layout 1,2
set title "training loss"
set ylabel "loss"
plot for [i = 0:4] data using 1:2 index i with lines linetype i + 1 title word(names, i + 1)
set title "validation loss"
set ylabel ""
unset key
plot for [i = 0:4] data using 1:3 index i with lines linetype i + 1
unset multiplot
