# What happens to a model's answers as it gets dark. Variable: table, a file of light, right, confidence and beyond.
wide = 1080; tall = 620; type = 18
load plots.'/style.gp'
set title "The same bears as night falls"
set logscale x 2
set xtics (1, 0.5, 0.25, 0.12, 0.06, 0.03)
set xrange [1.1:0.027] reverse
set yrange [0:105]
set xlabel "light, as a share of day"
set ylabel "percent"
set key bottom right
plot table using 1:2 with linespoints linetype 1 title "right", \
     table using 1:3 with linespoints linetype 2 title "mean confidence", \
     table using 1:4 with linespoints linetype 3 title "beyond the limit of distance"
