# Four ways down x*x, one panel for each learning rate. Variables: data (step and four columns of x), rates.
load plots.'/style.gp'
set datafile separator comma
set terminal pngcairo noenhanced size wide,720 font font.",19" background "#ffffff" linewidth 2

set title font font.",23"
unset key
set multiplot layout 2,2
do for [i = 1:4] {
    reach = i == 4 ? 4.4 : 1.9
    set title sprintf("lr %s: %s", word(rates, i), word("'too low' good bouncing diverging", i))
    set xrange [-reach:reach]
    set yrange [0:reach * reach]
    set xlabel "x"
    set ylabel "x*x"
    set xtics reach > 3 ? 2 : 1
    set ytics reach > 3 ? 5 : 1
    plot x * x with lines linecolor rgb "#bbbbbb" linewidth 2, \
         data using (column(i + 1)):(column(i + 1)**2) with linespoints linetype (i == 2 ? 3 : i == 4 ? 2 : 1) pointsize 1.2 linewidth 1.2
}
unset multiplot
