# Draws a table of benches/growth/run as SVG: logarithmic axes, one line a curve.
NR > 1 {
    if (!($1 in seen)) { seen[$1] = 1; names[++count] = $1; unit = $4 }
    rows++
    curve[rows] = $1
    x[rows] = log($2) / log(10)
    y[rows] = log($3) / log(10)
    if (rows == 1 || x[rows] > right) right = x[rows]
    if (rows == 1 || x[rows] < left) left = x[rows]
    if (rows == 1 || y[rows] > top) top = y[rows]
    if (rows == 1 || y[rows] < bottom) bottom = y[rows]
}
function floor(v, i) { i = int(v); return v < i ? i - 1 : i }
function ceil(v) { return -floor(-v) }
function px(v) { return 70 + (v - left) / (right - left) * 420 }
function py(v) { return 300 - (v - bottom) / (top - bottom) * 250 }
function named(power) {
    if (power >= 9) return 10 ^ (power - 9) " s"
    if (power >= 6) return 10 ^ (power - 6) " ms"
    if (power >= 3) return 10 ^ (power - 3) " µs"
    return 10 ^ power " ns"
}
END {
    split("#1f5fa8 #c4501b #2d7d46 #8a3f9e #7a6a00", colour, " ")
    left = floor(left); right = ceil(right)
    # At least three decades, so that flat curves look flat.
    bottom = floor(bottom); top = ceil(top)
    while (top - bottom < 3) { if (top - bottom < 2) bottom--; top++ }
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 660 350\" font-family=\"sans-serif\" font-size=\"12\">"
    print "<rect width=\"660\" height=\"350\" fill=\"white\"/>"
    printf "<text x=\"70\" y=\"28\" font-size=\"15\">%s: CPU time of one %s, by size</text>\n", theme, unit
    for (i = left; i <= right; i++) {
        printf "<line x1=\"%.1f\" y1=\"50\" x2=\"%.1f\" y2=\"300\" stroke=\"#ddd\"/>", px(i), px(i)
        printf "<text x=\"%.1f\" y=\"320\" text-anchor=\"middle\">10<tspan dy=\"-5\" font-size=\"9\">%d</tspan></text>\n", px(i), i
    }
    for (i = bottom; i <= top; i++) {
        printf "<line x1=\"70\" y1=\"%.1f\" x2=\"490\" y2=\"%.1f\" stroke=\"#ddd\"/>", py(i), py(i)
        printf "<text x=\"62\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", py(i) + 4, named(i)
    }
    for (c = 1; c <= count; c++) {
        points = ""
        for (r = 1; r <= rows; r++) if (curve[r] == names[c]) {
            points = points sprintf("%.1f,%.1f ", px(x[r]), py(y[r]))
            printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", px(x[r]), py(y[r]), colour[c]
        }
        printf "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n", points, colour[c]
        printf "<line x1=\"510\" y1=\"%d\" x2=\"530\" y2=\"%d\" stroke=\"%s\" stroke-width=\"3\"/>", 60 + 20 * c, 60 + 20 * c, colour[c]
        printf "<text x=\"538\" y=\"%d\">%s</text>\n", 64 + 20 * c, names[c]
    }
    print "</svg>"
}
