# Threes and sevens by how much nearer they are to one ideal than to the other. Variable: data (difference, threes, sevens).
# curve: data 1:2 threes
# curve: data 1:3 sevens
tall = 680; type = 20
load plots.'/style.gp'

set title "Nearer to the ideal three, or to the ideal seven?"
set xlabel "L1 to the ideal three minus L1 to the ideal seven"
set ylabel "digits of the validation set"
set xrange [-0.15:0.15]
set yrange [0:160]
set boxwidth 0.005
set key top left reverse Left
set arrow from 0, graph 0 to 0, graph 1 nohead linecolor rgb ink linewidth 1.2 dashtype 2
set label 1 "said: three" at as_text ? -0.014 : -0.004, graph 0.95 right textcolor rgb ink
set label 2 "said: seven" at as_text ? 0.014 : 0.004, graph 0.95 left textcolor rgb ink
set style fill transparent solid 0.55 noborder
plot data using 1:2 with boxes linecolor rgb blue   title "threes", \
     data using 1:3 with boxes linecolor rgb orange title "sevens"
