# A line on its way to a hundred points, in six frames. Variables: points (x,y), lines (step,slope,height,loss).
# curve: lines 1:4 loss by step
tall = 720; type = 17; panels = 6
load plots.'/style.gp'

unset key
set xtics 1
set ytics 2
set multiplot layout down,across
do for [frame in "0 5 10 20 40 100"] {
    set xrange [*:*]   # stats looks at the ranges too
    set yrange [*:*]
    stats lines using 2 every ::int(frame)::int(frame) nooutput name "slope"
    stats lines using 3 every ::int(frame)::int(frame) nooutput name "height"
    stats lines using 4 every ::int(frame)::int(frame) nooutput name "loss"
    set xrange [-1:1]
    set yrange [-2:7]
    set title sprintf("step %s: loss %.2f", frame, loss_max)
    plot points using 1:2 with points pointtype dot pointsize 0.7 linecolor rgb "#a6cbe3", \
         slope_max * x + height_max with lines linetype 2 linewidth 2.5
}
unset multiplot
