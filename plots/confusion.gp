# The confusion matrix as a heat map: dark is often, the diagonal is right. Variables: cells (a CSV file)
# and values (its column that is shown: count, or share of the row).
wide = 1120; tall = 1040
load plots.'/style.gp'

stats cells using "actual" nooutput name "class"
stats cells using values nooutput name "cell"
n = int(class_max) + 1
half = cell_max / 2.0
# Cells get smaller as classes get more, and so does what is written in them.
size = n <= 4 ? 34 : n <= 8 ? 24 : n <= 14 ? 16 : 9

set title values eq "share" ? "Confusion matrix, shares of each row" : "Confusion matrix"
set xlabel "Predicted" offset 0,-0.5
set ylabel "Actual"
unset key
unset colorbox
unset grid
set border 15 linecolor rgb "#888888" linewidth 0.7
set tics scale 0
set xtics rotate by (n > 6 ? 90 : 0) right
if (n <= 6) { set xtics norotate center }
set xrange [-0.5:n - 0.5]
set yrange [n - 0.5:-0.5]
set size ratio 1
set palette defined (0 "#f7fbff", 0.15 "#deebf7", 0.35 "#9ecae1", 0.6 "#4292c6", 0.8 "#2171b5", 1 "#08306b")
set cbrange [0:(cell_max > 0 ? cell_max : 1)]

# White lines between the cells.
do for [i = 1:n - 1] {
    set arrow from i - 0.5, -0.5 to i - 0.5, n - 0.5 nohead front linecolor rgb "#ffffff" linewidth 2
    set arrow from -0.5, i - 0.5 to n - 0.5, i - 0.5 nohead front linecolor rgb "#ffffff" linewidth 2
}

# Of a single cell gnuplot draws no image, and where it is to write NaN it crashes: -9 is outside and not written.
sides = n > 1 ? "" : "(0.5):(0.5):"
look  = n > 1 ? "image pixels" : "boxxyerror fillstyle solid fillcolor palette"

plot cells using "predicted":"actual":@sides values:xticlabels(stringcolumn("predicted_name")):yticlabels(stringcolumn("actual_name")) \
           with @look, \
     cells using (column(values) >  half ? column("predicted") : -9):"actual":(sprintf(values eq "share" ? "%.2f" : "%.0f", column(values))) \
           with labels font font.",".size textcolor rgb "#ffffff", \
     cells using (column(values) <= half ? column("predicted") : -9):"actual":(sprintf(values eq "share" ? "%.2f" : "%.0f", column(values))) \
           with labels font font.",".size textcolor rgb "#222222"
