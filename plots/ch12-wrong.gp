# Four trainings that went wrong. Variable: stem of four files (<stem>1.csv ...): steps and smoothed loss, then validation.
tall = 860; type = 17; panels = 4
load plots.'/style.gp'
set key top right
set multiplot layout down,across
do for [i = 1:4] {
    set title word("'learning rate too high' 'learning rate too low' 'too few epochs' 'too many epochs'", i)
    set xlabel i > 2 ? "step" : ""
    set ylabel side(i % 2 ? "loss" : "")
    if (i == 1) { set logscale y; set yrange [1:*] } else { unset logscale y; set yrange [0:(i == 4 ? 2.4 : 2.8)] }
    set xrange [0:*]
    set key at graph 0.98,(i == 2 ? 0.5 : 0.97)
    set xtics word("40 40 4 400", i) + 0
    file = stem.i.".csv"
    plot file using 1:2 index 0 with lines linetype 1 title as_text ? "training" : "training, smoothed", \
         file using 1:2 index 1 with linespoints linetype 2 pointsize (i == 3 ? 1.4 : i == 4 ? 0.2 : 0.7) title "validation"
}
unset multiplot
