# How every picture of the course looks: light, quiet, readable by colour-blind people (the colours of Okabe and Ito), twice the
# size at which it is shown so that it stays sharp. A script loads it first, after saying how it differs: tall = 640; type = 20
#
# Of the script: wide and tall (pixels), type (size of letters), panels (how many; `set multiplot layout down,across`).
# Of the program: terminal ("png", "svg" or "dumb"), and for the last, text on a terminal, columns and rows.
if (!exists("wide")) wide = 1280
if (!exists("tall")) tall = 960
if (!exists("type")) type = 22
if (!exists("panels")) panels = 1
if (!exists("terminal")) terminal = "png"

as_text = terminal eq "dumb"
across = panels <= 2 ? panels : panels == 4 || as_text ? 2 : 3
down = (panels + across - 1) / across
font = "DejaVu Sans"

set encoding utf8
if (as_text) {
    set terminal dumb noenhanced mono size columns + 0,(down > 1 ? 18 * down : rows + 0)
}
if (terminal eq "svg") {
    set terminal svg noenhanced size wide,tall font font.",".type background "#ffffff" linewidth 2
}
if (terminal eq "png") {
    set terminal pngcairo noenhanced size wide,tall font font.",".type background "#ffffff" linewidth 2
}
set datafile separator comma

ink    = "#333333"
faint  = "#e4e4e4"
blue   = "#0072b2"
orange = "#d55e00"
green  = "#009e73"
yellow = "#e69f00"
sky    = "#56b4e9"
pink   = "#cc79a7"

# Text marks a point by a letter, and shows the powers of ten of an axis without raising them.
dot = as_text ? "o" : 7
level_lines = as_text ? "dots" : 'lines linecolor rgb "#cccccc" linewidth 0.8'
powers = as_text ? "1e%T" : "10^{%T}"

set linetype 1 linecolor rgb blue   linewidth 2 pointtype dot pointsize 1.6
set linetype 2 linecolor rgb orange linewidth 2 pointtype dot pointsize 1.6
set linetype 3 linecolor rgb green  linewidth 2 pointtype dot pointsize 1.6
set linetype 4 linecolor rgb yellow linewidth 2 pointtype dot pointsize 1.6
set linetype 5 linecolor rgb sky    linewidth 2 pointtype dot pointsize 1.6
set linetype 6 linecolor rgb pink   linewidth 2 pointtype dot pointsize 1.6

set border 3 linecolor rgb "#888888" linewidth 0.7
set tics nomirror out scale 0.6 textcolor rgb ink
set grid ytics linetype 1 linecolor rgb faint linewidth 0.7
if (as_text) { unset grid }
set title  font font.",".(type + 4) textcolor rgb "#111111" offset 0,0.3
set xlabel textcolor rgb ink
set ylabel textcolor rgb ink
set key    textcolor rgb ink noenhanced spacing 1.3 samplen 2

# What stands beside the vertical axis; small panels of text have no room for it.
side(name) = as_text && panels > 1 ? "" : name

# A number from 0 to 1 as one of ten letters, light to dark: how text shows a picture.
shades = " .:-=+*#%@"
shade(x) = shades[1 + int(9.999 * (x < 0 ? 0 : x > 1 ? 1 : x)):1 + int(9.999 * (x < 0 ? 0 : x > 1 ? 1 : x))]
