# The sigmoid, and what a step would be. Variable: data (x, sigmoid of x).
# curve: data 1:2 sigmoid
tall = 640; type = 20
load plots.'/style.gp'

set title "The sigmoid makes an answer of any number"
set xlabel "prediction"
set ylabel "answer"
set xrange [-6:6]
set yrange [-0.05:1.05]
set key top left Left reverse
step(x) = x > 0 ? 1 : 0
set samples 2000
plot step(x) with lines linetype 2 linewidth 2 dashtype 2 title "right or wrong", \
     data using 1:2 with lines linetype 1 linewidth 2.6 title "sigmoid: 1 / (1 + exp(-x))"
