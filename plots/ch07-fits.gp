# A curve followed by sums of 1, 2, 4, 8, 16 and 64 ReLUs. Variable: fits (x, curve, then built and learnt for seven sizes).
# curve: fits 1:9 built of 8
# curve: fits 1:10 learnt of 8
# curve: fits 1:2 the curve
tall = 760; type = 16; panels = 6
load plots.'/style.gp'

set xrange [-2:2]
set yrange [-1.6:4.6]
set xtics 1
set ytics 2
sizes = "1 2 4 8 16 64"
places = "0 1 2 3 4 6"
unset key
set multiplot layout down,across
do for [i = 1:6] {
    at = 3 + 2 * word(places, i)
    set title word(sizes, i).(i == 1 ? " ReLU" : " ReLUs")
    if (i == 1) { set key top center Left reverse samplen 1.5 spacing 1.1 } else { unset key }
    plot fits using 1:2 with lines linecolor rgb "#c8c8c8" linewidth 4.5 title "the curve", \
         fits using 1:(column(at)) with lines linetype 1 linewidth 1.3 title "built", \
         fits using 1:(column(at + 1)) with lines linetype 2 linewidth 1.6 title "learnt"
}
unset multiplot
