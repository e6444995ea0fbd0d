# The loss while the learning rate grows, and four suggestions. Variables: data (rate, smoothed loss, loss of the batch),
# marks (the rates of valley, steep, minimum and slide).
# curve: data 1:2 smoothed loss
# axes: log xy
tall = 800
load plots.'/style.gp'
if (!as_text) { set termoption enhanced }
set title "lr_find: the loss while the learning rate grows" noenhanced
set xlabel "learning rate"
set ylabel "loss"
set logscale x
set format x powers
low = 0.5
high = 3.2
set yrange [low:high]
set xrange [1e-7:10]
set key at graph 0.03,0.58 left top Left reverse
names = "valley steep minimum slide"
colours = orange." ".green." ".yellow." ".pink
do for [i = 1:4] {
    x = word(marks, i) + 0
    colour = word(colours, i)
    if (x == x) { set arrow i from x, low to x, high nohead back linecolor rgb colour linewidth 1.6 dashtype i }
}
plot data using 1:3 with points pointtype dot pointsize 0.5 linecolor rgb "#c0c0c0" title "each batch", \
     data using 1:2 with lines linetype 1 linewidth 2.4 title "smoothed", \
     for [i = 1:4] NaN with lines linecolor rgb word(colours, i) dashtype i linewidth 1.6 \
         title sprintf("%s %.1e", word(names, i), word(marks, i) + 0)
