# How sure and how right: the calibration before and after a temperature, and accuracy against the share that is
# answered. Variables: bins (two blocks: confidence, accuracy, n) and curve (threshold, answered, accuracy).
# curve: curve 2:3 accuracy of what is answered
tall = 520; type = 18; panels = 2
load plots.'/style.gp'
set multiplot layout down,across
set title "Said, and right"
set xlabel "confidence"
set ylabel side("share of right answers")
set xrange [0.3:1.02]
set yrange [0:1.02]
set key bottom right
size(n) = as_text ? 1 : 0.8 + 0.5 * sqrt(n)
plot x with lines linecolor rgb "#999999" dashtype 2 linewidth 1.2 title "as sure as right", \
     bins using 1:2:(size(column(3))) index 0 with linespoints linetype 2 pointtype dot pointsize variable title "the net", \
     bins using 1:2:(size(column(3))) index 1 with linespoints linetype 1 pointtype dot pointsize variable title "at its temperature"
set title "Answered, and right"
set xlabel "share of photos that get an answer"
set ylabel ""
set xrange [0:1.02]
set yrange [0.7:1.02]
unset key
plot curve using 2:3 with lines linetype 1 linewidth 2.5
unset multiplot
