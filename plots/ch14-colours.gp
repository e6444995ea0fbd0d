# The colourful dimension: histograms of the last ReLU's numbers, step by step, for four recipes. Variables: data (a block for each:
# a row for each of 40 bins from 0 to 10, a column for each look, logarithms), names (of the recipes, in quotes).
tall = 860; type = 17; panels = 4
load plots.'/style.gp'

unset key
unset grid
unset colorbox
set palette defined (0 "#ffffff", 0.15 "#fde8b8", 0.4 yellow, 0.7 orange, 1 "#3a0a00")
set cbrange [0:9]
set ytics ("0" -0.5, "5" 19.5, "10" 39.5)
set yrange [-0.5:39.5]
set multiplot layout down,across
do for [i = 1:4] {
    set title word(names, i)
    set xlabel i > 2 ? "share of the epoch done" : ""
    set ylabel side(i % 2 ? "activation" : "")
    stats data index i - 1 matrix nooutput name "look"
    last = look_size_x - 1
    set xrange [-0.5:last + 0.5]
    set xtics ("0" 0, "0.5" last / 2.0, "1" last)
    if (as_text) { plot data index i - 1 matrix using 1:2:(shade($3 / 9)) with labels } \
    else { plot data index i - 1 matrix with image }
}
unset multiplot
