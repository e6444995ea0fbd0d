# How the backbone learnt: errors after each epoch, in steps of larger pictures. Variable: data (epoch, training loss, validation
# loss, error rate, size of the pictures, seconds).
wide = 1400; tall = 620; type = 18; panels = 2
load plots.'/style.gp'
set multiplot layout down,across
set xlabel "epoch"
set xrange [0:*]
set key top right
set title "Losses, with smoothed labels"
set ylabel side("loss")
plot data using 1:2 every ::1 with linespoints linetype 1 pointsize 0.8 title "training", \
     data using 1:3 every ::1 with linespoints linetype 2 pointsize 0.8 title "validation"
set title "Errors in 210 classes"
set ylabel side("error, %")
set yrange [40:90]
sized(column, size) = column == size ? 1 : NaN
plot data using 1:(100 * $4 * sized($5, 48)) every ::1 with linespoints linetype 3 pointsize 0.8 title "48 x 48 pixels", \
     data using 1:(100 * $4 * sized($5, 64)) every ::1 with linespoints linetype 1 pointsize 0.8 title "64 x 64", \
     data using 1:(100 * $4 * sized($5, 96)) every ::1 with linespoints linetype 2 pointsize 0.8 title "96 x 96"
unset multiplot
