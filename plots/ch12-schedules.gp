# Five schedules of the learning rate, and the momentum of one cycle. Variable: data (position, five rates, momentum).
# curve: data 1:6 one cycle
# curve: data 1:7 its momentum
tall = 800; type = 17; panels = 6
load plots.'/style.gp'
set xrange [0:1]
set xtics 0.25
set format x "%g"
unset key
set multiplot layout down,across
do for [i = 1:6] {
    set title word("'constant' 'triangular' 'flat, then cosine' 'SGDR, two cycles' 'one cycle' 'momentum of one cycle'", i)
    set xlabel (i > panels - across ? "share of the fit done" : "")
    set ylabel (side(i % across == 1 ? "learning rate" : ""))
    if (i < 6) { set yrange [0:1.1]; set ytics 0.5 } else { set yrange [0.84:0.96]; set ytics 0.05 }
    plot data using 1:(column(i + 1)) with lines linetype (i == 6 ? 3 : i == 5 ? 2 : 1) linewidth 2.2
}
unset multiplot
