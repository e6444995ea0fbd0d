# Five schedules of the learning rate, and the momentum of one cycle. Variable: data (position, five rates, momentum).
load plots.'/style.gp'
set datafile separator comma
set terminal pngcairo noenhanced size wide,800 font font.",17" background "#ffffff" linewidth 2
set title font font.",20"
set xrange [0:1]
set xtics 0.25
set format x "%g"
unset key
set multiplot layout 2,3
do for [i = 1:6] {
    set title word("'constant' 'triangular' 'flat, then cosine' 'SGDR, two cycles' 'one cycle' 'momentum of one cycle'", i)
    set xlabel i > 3 ? "share of the fit done" : ""
    set ylabel i % 3 == 1 ? "learning rate" : ""
    if (i < 6) { set yrange [0:1.1]; set ytics 0.5 } else { set yrange [0.84:0.96]; set ytics 0.05 }
    plot data using 1:(column(i + 1)) with lines linetype (i == 6 ? 3 : i == 5 ? 2 : 1) linewidth 2.2
}
unset multiplot
