# A training of many minutes: losses and error rate after each epoch. Variables: data (fast.ai's history: epoch, training loss, validation
# loss, error rate), what (the data's name), goal (the error rate to reach).
wide = 1400; tall = 620; type = 18; panels = 2
load plots.'/style.gp'
set multiplot layout down,across
set xlabel "epoch"
set xrange [0:*]
set title what.": losses"
set ylabel side("loss, with smoothed labels")
set key top right
plot data using ($1 + 1):2 every ::1 with linespoints linetype 1 pointsize 0.8 title "training", \
     data using ($1 + 1):3 every ::1 with linespoints linetype 2 pointsize 0.8 title "validation"
set title what.": validation error"
set ylabel side("error, %")
set yrange [0:*]
plot data using ($1 + 1):(100 * $4) every ::1 with linespoints linetype 2 pointsize 0.8 title "as it is", \
     100 * real(goal) with lines linecolor rgb "#888888" dashtype 2 title sprintf("%.2f %%", 100 * real(goal))
unset multiplot
