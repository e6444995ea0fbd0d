# Accuracy on the validation set by epoch. Variables: data (epoch, accuracy), linear (accuracy of the linear model).
# curve: data 1:2 accuracy
tall = 640; type = 20
load plots.'/style.gp'

set title "784 - 30 - 1: accuracy on threes and sevens it has not seen"
set xlabel "epoch"
set ylabel "share of right answers"
set xrange [0.5:*]
set yrange [0.9:1]
linear = real(linear)
set key bottom right
set arrow 1 from graph 0,first linear to graph 1,first linear nohead dashtype 2 linecolor rgb orange linewidth 2
set label 1 "the linear model of chapter 09" at graph 0.98,first (linear - 0.0042) right textcolor rgb orange
unset key
plot data using 1:2 with linespoints linetype 1 pointsize 0.8
