# Where ResNet-18 has its weights and where its work. Variable: data (name of a part, its share of the parameters and of the
# multiply-adds, in percent).
tall = 640; type = 20
load plots.'/style.gp'
set title "ResNet-18: the same work in every stage, the weights at the end"
set style data histograms
set style histogram clustered gap 1
set style fill solid 0.9 noborder
set boxwidth 0.9
set ylabel "% of the net"
set yrange [0:80]
set key top left
plot data using 2:xtic(1) linetype 1 title "parameters", \
     data using 3 linetype 2 title "multiply-adds"
