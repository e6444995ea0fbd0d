# The last ReLU while its net learns, for four recipes. Variables: data (a block for each: share of the epoch, mean, deviation, share
# near zero, share dead), names (of the recipes, in quotes).
# curve: data/0 1:5 share dead, constant rate
# curve: data/3 1:5 share dead, batch normalisation
tall = 800; type = 17; panels = 4
load plots.'/style.gp'

colours = orange." ".yellow." ".green." ".blue
set xrange [0:1]
set xtics 0.25
unset key
set multiplot layout down,across
do for [i = 1:4] {
    set title word("'mean' 'deviation' 'share of numbers near 0' 'share of units that are dead'", i)
    set xlabel i > 2 ? "share of the epoch done" : ""
    if (i < 3) { set yrange [0:i == 1 ? 1.5 : 2.5] } else { set yrange [0:1.03] }
    if (i == 4) { set key at graph 0.98,0.94 spacing 1.1 } else { unset key }
    plot for [r = 0:3] data index r using 1:(column(i + 1)) with lines linecolor rgb word(colours, r + 1) linewidth 1.8 \
        title word(names, r + 1)
}
unset multiplot
