# Running means of noisy numbers, one panel for each beta. Variable: data (step, wave, value, then mean and debiased mean of each).
# curve: data 1:7 corrected mean, beta .7
# curve: data 1:2 without noise
tall = 800; type = 17; panels = 4
load plots.'/style.gp'

set xrange [0:200]
set yrange [-0.4:5]
set ytics 1
set xtics 50
set key at graph 0.95,0.98 right top maxrows 2 width -6 samplen 1.5 font font.",15"
set multiplot layout down,across
do for [i = 1:4] {
    set title "beta ".word(".5 .7 .9 .99", i)
    set xlabel i > 2 ? "step" : ""
    plot data using 1:3 with points pointtype dot pointsize 0.35 linecolor rgb "#b8b8b8" title "values", \
         data using 1:2 with lines linecolor rgb "#888888" dashtype 2 linewidth 1.2 title "without noise", \
         data using 1:(column(2 * i + 2)) with lines linetype 5 linewidth 1.4 title "running mean", \
         data using 1:(column(2 * i + 3)) with lines linetype 2 linewidth 1.4 title "corrected for its start"
}
unset multiplot
