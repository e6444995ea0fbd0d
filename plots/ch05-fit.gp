# A quadratic before and after 1, 2 and 10 steps. Variables: points (time,speed), steps (step,a,b,c,loss).
# curve: points 1:2 speed by time
tall = 760; type = 18; panels = 4
load plots.'/style.gp'

unset key
set xtics 5
set ytics 100
set multiplot layout down,across
do for [frame in "0 1 2 10"] {
    set xrange [*:*]   # stats looks at the ranges too
    set yrange [*:*]
    stats steps using 2 every ::int(frame)::int(frame) nooutput name "a"
    stats steps using 3 every ::int(frame)::int(frame) nooutput name "b"
    stats steps using 4 every ::int(frame)::int(frame) nooutput name "c"
    stats steps using 5 every ::int(frame)::int(frame) nooutput name "loss"
    set xrange [-0.5:19.5]
    set yrange [-300:120]
    set xlabel "time, seconds"
    set ylabel side("speed")
    set title sprintf("%s step%s: loss %.0f", frame, frame eq "1" ? "" : "s", loss_max)
    plot points using 1:2 with points pointtype dot pointsize 1 linecolor rgb blue, \
         a_max * x * x + b_max * x + c_max with lines linetype 2 linewidth 2.2
}
unset multiplot
