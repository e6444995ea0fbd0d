# Six paths over the level lines of a surface. Variables: surface (ravine or saddle), data (x,y of each path side by side),
# titles (six, in quotes).
# curve: data 1:2 first path
# curve: data 3:4 second
# curve: data 5:6 third
# curve: data 7:8 fourth
# curve: data 9:10 fifth
# curve: data 11:12 sixth
tall = 840; type = 17; panels = 6
load plots.'/style.gp'
ravine(x, y) = 0.5 * x**2 + 25 * y**2
saddle(x, y) = 5 * x**2 - 0.5 * y**2 + 0.25 * y**4
is_ravine = surface eq "ravine"

# The level lines, once, into a block of data.
set xrange [is_ravine ? -5 : -1.4 : is_ravine ? 5 : 1.4]
set yrange [is_ravine ? -1.7 : -0.3 : is_ravine ? 1.7 : 1.5]
set samples 160
set isosamples 160
set contour base
if (is_ravine) { set cntrparam levels discrete 0.25,1,3,7,14,25,40,60 } \
else { set cntrparam levels discrete -0.24,-0.2,-0.1,0,0.3,1,2.2,4,6.5,9 }
unset surface
set table $lines
splot is_ravine ? ravine(x, y) : saddle(x, y)
unset table
unset contour

set xtics is_ravine ? 2 : 0.5
set ytics is_ravine ? 1 : 0.5
unset grid
unset key
set label 1 "" at 0,(is_ravine ? 0 : 1) point pointtype 3 pointsize 1.8 linecolor rgb green linewidth 1.5 front
set multiplot layout down,across
do for [i = 1:6] {
    set title word(titles, i)
    set xlabel (i > panels - across ? "x" : "")
    set ylabel (side(i % across == 1 ? "y" : ""))
    set datafile separator whitespace
    plot $lines using 1:2 with @level_lines
    set datafile separator comma
    set multiplot previous
    plot data using (column(2 * i - 1)):(column(2 * i)) with linespoints linetype (i < 4 ? 1 : 2) pointsize 0.5 linewidth 1.1
}
unset multiplot
