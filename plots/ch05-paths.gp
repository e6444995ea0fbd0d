# Batch, mini-batch and stochastic descent: seen from above the valley of the loss, and loss by epoch.
# Variables: paths (a,c,loss of each of the three, a row for each epoch), points (time,speed).
# curve: paths 0:3 batch of 20
# curve: paths 0:6 batch of 5
# curve: paths 0:9 batch of 1
# axes: log y
tall = 640; type = 17; panels = 2
load plots.'/style.gp'

# Seen from above, with b at its best, the loss is a bowl whose level lines are ellipses: the sums of the points say which.
t(time) = (time - 9.5) / 9.5
stats points using (t($1)**2) nooutput name "t2"
stats points using (t($1)**4) nooutput name "t4"
stats points using (t($1)**2 * $2) nooutput name "t2y"
stats points using (t($1) * $2) nooutput name "ty"
stats points using 2 nooutput name "y"
stats points using ($2**2) nooutput name "y2"
n = t2_records
best_a = (n * t2y_sum - t2_sum * y_sum) / (n * t4_sum - t2_sum**2)
best_c = (y_sum - best_a * t2_sum) / n
lowest = (y2_sum - best_a * t2y_sum - best_c * y_sum - ty_sum**2 / t2_sum) / n
# The bowl is lowest + u*u + v*v with u = p*(a - best_a) + q*(c - best_c) and v = r*(c - best_c).
p = sqrt(t4_sum / n)
q = t2_sum / n / p
r = sqrt(1 - q**2)
radius(level) = sqrt(level - lowest)
c_at(turn, level) = best_c + radius(level) * sin(turn) / r
a_at(turn, level) = best_a + (radius(level) * cos(turn) - q * (c_at(turn, level) - best_c)) / p

kinds = "'batch of 20' 'batch of 5' 'batch of 1'"
colours = "1 3 2"
set key top right
set multiplot layout down,across
set title "Seen from above"
set xlabel "a"
set ylabel side("c")
unset grid
set xrange [-5:85]
set yrange [-8:32]
set samples 200
set parametric
set trange [0:2 * pi]
plot for [level in "10 20 50 100 200 400 800"] a_at(t, level), c_at(t, level) \
         with @level_lines notitle, \
     for [r = 1:3] paths using (column(3 * r - 2)):(column(3 * r - 1)) with linespoints linetype (word(colours, r) + 0) \
         pointsize 0.5 linewidth 1 title word(kinds, r)
unset parametric
set title "By epoch"
set xlabel "epoch"
set ylabel side("loss")
if (!as_text) { set grid ytics }
set xrange [0:200]
set yrange [4:1000]
set logscale y
set key top right
plot for [r = 1:3] paths using 0:(column(3 * r)) with lines linetype (word(colours, r) + 0) title word(kinds, r)
unset multiplot
