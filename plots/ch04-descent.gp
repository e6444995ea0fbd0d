# Four ways down x*x, one panel for each learning rate. Variables: data (step and four columns of x), rates.
# curve: data 0:2 x with the first rate
# curve: data 0:3 second
# curve: data 0:4 third
# curve: data 0:5 fourth
tall = 720; type = 19; panels = 4
load plots.'/style.gp'

unset key
set multiplot layout down,across
do for [i = 1:4] {
    reach = i == 4 ? 4.4 : 1.9
    set title sprintf("lr %s: %s", word(rates, i), word("'too low' good bouncing diverging", i))
    set xrange [-reach:reach]
    set yrange [0:reach * reach]
    set xlabel "x"
    set ylabel side("x*x")
    set xtics reach > 3 ? 2 : 1
    set ytics reach > 3 ? 5 : 1
    plot x * x with lines linecolor rgb "#bbbbbb" linewidth 2, \
         data using (column(i + 1)):(column(i + 1)**2) with linespoints linetype (i == 2 ? 3 : i == 4 ? 2 : 1) pointsize 1.2 linewidth 1.2
}
unset multiplot
