# How every picture of the course looks: light, quiet, readable by colour-blind people (the colours of Okabe and Ito),
# twice the size at which it is shown so that it stays sharp. A script loads it first: load plots.'/style.gp'
wide = 1280
tall = 960
font = "DejaVu Sans"

ink    = "#333333"
faint  = "#e4e4e4"
blue   = "#0072b2"
orange = "#d55e00"
green  = "#009e73"
yellow = "#e69f00"
sky    = "#56b4e9"
pink   = "#cc79a7"

set encoding utf8
set terminal pngcairo noenhanced size wide,tall font font.",22" background "#ffffff" linewidth 2

set linetype 1 linecolor rgb blue   linewidth 2 pointtype 7 pointsize 1.6
set linetype 2 linecolor rgb orange linewidth 2 pointtype 7 pointsize 1.6
set linetype 3 linecolor rgb green  linewidth 2 pointtype 7 pointsize 1.6
set linetype 4 linecolor rgb yellow linewidth 2 pointtype 7 pointsize 1.6
set linetype 5 linecolor rgb sky    linewidth 2 pointtype 7 pointsize 1.6
set linetype 6 linecolor rgb pink   linewidth 2 pointtype 7 pointsize 1.6

set border 3 linecolor rgb "#888888" linewidth 0.7
set tics nomirror out scale 0.6 textcolor rgb ink
set grid ytics linetype 1 linecolor rgb faint linewidth 0.7
set title  font font.",28" textcolor rgb "#111111" offset 0,0.3
set xlabel textcolor rgb ink
set ylabel textcolor rgb ink
set key    textcolor rgb ink noenhanced spacing 1.3 samplen 2
