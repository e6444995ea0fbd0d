# What becomes of a pixel's value: brightness and contrast on logits, and multiplied. Variable: data (value, five results).
tall = 640; type = 19; panels = 2
load plots.'/style.gp'
set xrange [0:1]
set yrange [0:1]
set xtics 0.25
set ytics 0.25
set key below vertical maxrows 2
set multiplot layout down,across
set title "on logits"
set xlabel "value before"
set ylabel side("value after")
plot data using 1:2 with lines linetype 1 title "brighter (+.85)", \
     data using 1:3 with lines linetype 2 title "darker (-.85)", \
     data using 1:4 with lines linetype 3 title "contrast x 1.67", \
     data using 1:5 with lines linetype 4 title "contrast x 0.6", \
     x with lines linecolor rgb "#b0b0b0" dashtype 2 notitle
set title "multiplied by 1.4 and cut off"
set ylabel ""
plot data using 1:6 with lines linetype 6 title "1.4 x", NaN with lines linecolor rgb "#ffffff" title " ", \
     x with lines linecolor rgb "#b0b0b0" dashtype 2 notitle
unset multiplot
