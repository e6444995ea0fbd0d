# Training with a way around each block and without, at two depths. Variable: stem of the files (<stem>20.csv, <stem>44.csv: step, then the
# smoothed loss of the three kinds).
wide = 1080; tall = 430; type = 15; panels = 2
load plots.'/style.gp'
set multiplot layout down,across
set xlabel "step (64 pictures each)"
set yrange [0.4:2.6]
set xrange [0:*]
do for [layers in "20 44"] {
    if (layers eq "20") { set key top right } else { unset key }
    set xtics 50
    set title layers." layers"
    set ylabel side(layers eq "20" ? "training loss, smoothed" : "")
    file = stem.layers.".csv"
    plot file using 1:2 with lines linetype 2 title "plain", \
         file using 1:3 with lines linetype 1 title "residual", \
         file using 1:4 with lines linetype 3 title "from identity"
}
unset multiplot
