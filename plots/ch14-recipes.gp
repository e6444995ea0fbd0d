# The share of errors of every training, by recipe. Variable: data (number of the recipe, errors, the book's errors).
tall = 680; type = 18
load plots.'/style.gp'

set title "Ten digits: the same net, trained in six ways"
set ylabel "share of errors"
set logscale y
set yrange [0.004:1.3]
set ytics (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.9)
set xrange [-0.5:5.5]
set bmargin 4
set xtics ("constant\nrate .06" 0, "larger\nbatches" 1, "one cycle\nto .06" 2, "and batch\nnorm" 3, "and 5\nepochs, .1" 4, \
           "and 8, with\naugmentation" 5)
set key top right
plot data using ($1 - 0.08):2 with points linetype 1 pointsize 1.8 title "each start", \
     data using ($1 + 0.08):3 with points pointtype (as_text ? "x" : 2) pointsize 2 linewidth 3 linecolor rgb orange title "fast.ai's book"
