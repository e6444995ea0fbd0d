# What one number of a convolution sees: frames over the digit, and how often each pixel counts. Variable: data (two blocks of
# 28 rows: the digit, and paths from each pixel to the third layer).
wide = 1280; tall = 720; type = 18; panels = 2
load plots.'/style.gp'

stats data index 1 matrix using 3 nooutput name "paths"
unset key
unset tics
unset border
unset grid
unset colorbox
set xrange [0.5:26.5]
set yrange [25.5:-0.5]
if (!as_text) { set size ratio -1 }

if (as_text) {
    set multiplot layout 1,2
    set title "The digit"
    plot data index 0 matrix using 1:2:(shade($3 / 255.0)) with labels
    set title "How often each pixel counts in layer 3"
    plot data index 1 matrix using 1:2:(shade($3 / paths_max)) with labels
    unset multiplot
    exit
}

# The middle number of layers 1, 2 and 3 stands over pixel 16 and sees 3, 7 and 15 rows and columns.
set multiplot layout 1,2 margins 0.02,0.98,0.03,0.88 spacing 0.04
set title "What one number of layers 1, 2, 3 sees"
set palette defined (0 "#ffffff", 1 "#777777")
set cbrange [0:255]
set for [i = 1:3] object i rectangle from 16 - 2**i + 0.5, 16 - 2**i + 0.5 to 16 + 2**i - 0.5, 16 + 2**i - 0.5 \
    front fillstyle empty border linecolor rgb word(orange." ".blue." ".green, i) linewidth 3
set key top right
plot data index 0 matrix with image notitle, \
     for [i = 1:3] NaN with lines linewidth 3 linecolor rgb word(orange." ".blue." ".green, i) \
         title sprintf("layer %d: %d x %d", i, 2**(i + 1) - 1, 2**(i + 1) - 1)
unset key
unset for [i = 1:3] object i
set title sprintf("Layer 3: each pixel counts 1 to %g times", paths_max)
set palette defined (0 "#ffffff", 0.03 "#deebf7", 1 "#08306b")
set cbrange [0:paths_max]
plot data index 1 matrix with image
unset multiplot
