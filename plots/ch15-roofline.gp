# How near the roofs. Variables: data (operations per byte, GFLOP/s, cores; blocks: products, convolutions, layers), peak_one, peak_all (GFLOP/s), memory_one, memory_all (GB/s).
# curve: data/2 1:2 layers of a ResNet-18
# curve: data/0 1:2 matrix products
# axes: log xy
tall = 640; type = 15; panels = 3
load plots.'/style.gp'
if (!as_text) { set termoption enhanced }
set logscale xy
roof_one(x) = (m = memory_one * x, m < peak_one ? m : peak_one + 0)
roof_all(x) = (m = memory_all * x, m < peak_all ? m : peak_all + 0)
# The rungs of a ladder do the same work: drawn side by side, so that they can be told apart.
aside(x, n, i) = x * 1.4**(n - (i == 0 ? 4.5 : 3))
number = as_text ? ink : "#ffffff"
set yrange [0.3:3 * peak_all]
set xlabel "operations per byte"
set format x "%g"
set format y "%g"
set samples 400
unset key
set multiplot layout down,across
do for [i = 0:2] {
    set title word("'Matrix products' 'Convolutions' 'Layers of a ResNet-18'", i + 1)
    set ylabel (side(i == 0 ? "billions of operations a second" : ""))
    if (i < 2) { set xrange [8:3000] } else { set xrange [0.3:500] }
    plot roof_all(x) with lines linecolor rgb ink linewidth 1.6, \
         roof_one(x) with lines linecolor rgb ink linewidth 1 dashtype 2, \
         data index i using (i < 2 ? aside($1, $0, i) : $1):2:($3 > 1 ? 2 : 1) with points linecolor variable pointtype dot pointsize 2.8, \
         data index i using (i < 2 ? aside($1, $0, i) : $1):2:(sprintf("%d", $0 + 1)) with labels font ",11" textcolor rgb number
}
unset multiplot
