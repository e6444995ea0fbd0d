# Training and validation loss by epoch, for the ways in which photos are shown. Variable: data (five blocks: epoch,
# training, validation).
tall = 640; type = 18; panels = 2
load plots.'/style.gp'
names = "'as they are' 'crops and flips' 'aug_transforms' 'and mixup' 'all colours'"
set xlabel "epoch"
set yrange [0:2]
set xtics 4
set key top right
set multiplot layout down,across
set title "training loss"
set ylabel side("loss")
plot for [i = 0:4] data using 1:2 index i with lines linetype i + 1 title word(names, i + 1)
set title "validation loss"
set ylabel ""
unset key
plot for [i = 0:4] data using 1:3 index i with lines linetype i + 1
unset multiplot
