# Errors after every epoch: from scratch, with a frozen body, fine-tuned. Variable: data (epoch, errors of the three).
# curve: data 1:2 from scratch
# curve: data 1:3 frozen
# curve: data 1:4 fine-tuned
tall = 720
load plots.'/style.gp'
set title "The same net, photos and epochs"
set xlabel "epoch"
set ylabel "errors on the validation set"
set yrange [0:*]
set xtics 1
set key bottom left
plot data using 1:2 with linespoints linecolor rgb orange pointtype dot title "from scratch", \
     data using 1:3 with linespoints linecolor rgb blue pointtype dot title "frozen body, new head", \
     data using 1:4 with linespoints linecolor rgb green pointtype dot title "fine-tuned"
