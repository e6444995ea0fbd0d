# The rates of fine_tune(4): a cycle for the head, then one for everything, each group at its own. Variable: data (epoch, three
# rates).
# curve: data 1:4 head
# curve: data 1:2 first group
# axes: log y
tall = 720
load plots.'/style.gp'
set logscale y
set format y "10^{%L}"
if (terminal eq "png") { set termoption enhanced }
set title "Fine-tuning, four epochs: a cycle for the head, then one for all"
set xlabel "epoch"
set ylabel "learning rate"
set xrange [0:5]
set yrange [1e-8:1e-2]
set key at graph 0.66, graph 0.26
set arrow 1 from 1,graph 0 to 1,graph 1 nohead dashtype 2 linecolor rgb "#888888"
set label 1 "body frozen" at 0.08,4e-3
set label 2 "everything learns" at 1.1,4e-3
plot data using 1:4 with lines linecolor rgb orange linewidth 2.4 title "head", \
     data using 1:3 with lines linecolor rgb green linewidth 2.4 title "second half of the body", \
     data using 1:2 with lines linecolor rgb blue linewidth 2.4 title "first half of the body"
