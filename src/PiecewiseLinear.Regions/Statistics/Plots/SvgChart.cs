using System.Globalization;
using System.Text;

namespace PiecewiseLinear.Regions;

/// <summary>One series of a chart: a name for the legend and its points, ascending in x.</summary>
/// <param name="Name">What the series is.</param>
/// <param name="Points">The points; in a histogram (left end, right end given by the next point's x) with the share as y.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Small charts as SVG text: steps (histograms) or lines, several series over each other, with axes, ticks and a legend.</summary>
public sealed class SvgChart
{
    private const double Width = 560, Height = 300, Left = 62, Right = 150, Top = 34, Bottom = 46;
    private static readonly string[] Colors = ["#1b6ca8", "#d1495b", "#2e8540", "#8a5a00", "#6b4c9a", "#4d4d4d"];
    private readonly string _title;
    private readonly string _xAxis;
    private readonly string _yAxis;
    private readonly IReadOnlyList<ChartSeries> _series;
    private readonly bool _powersOfTwo;

    /// <summary>A chart.</summary>
    /// <param name="title">The title.</param>
    /// <param name="xAxis">The name of the x axis.</param>
    /// <param name="yAxis">The name of the y axis.</param>
    /// <param name="series">The series; points with a y that is not finite are left out.</param>
    /// <param name="powersOfTwo">Whether x are exponents of two, to be labelled 2^x.</param>
    public SvgChart(string title, string xAxis, string yAxis, IReadOnlyList<ChartSeries> series, bool powersOfTwo = false)
    {
        (_title, _xAxis, _yAxis, _series, _powersOfTwo) = (title, xAxis, yAxis, series, powersOfTwo);
    }

    /// <summary>The chart with series drawn as steps.</summary>
    public string Steps() => Draw(steps: true);

    /// <summary>The chart with series drawn as lines with a dot at each point.</summary>
    public string Lines() => Draw(steps: false);

    private string Draw(bool steps)
    {
        (double X, double Y)[] all = [.. _series.SelectMany(static series => series.Points).Where(static p => double.IsFinite(p.X) && double.IsFinite(p.Y))];
        double x0 = all.Length == 0 ? 0 : all.Min(static p => p.X), x1 = all.Length == 0 ? 1 : all.Max(static p => p.X);
        double y0 = Math.Min(0, all.Length == 0 ? 0 : all.Min(static p => p.Y)), y1 = all.Length == 0 ? 1 : all.Max(static p => p.Y);
        (x1, y1) = (x1 > x0 ? x1 : x0 + 1, y1 > y0 ? y1 : y0 + 1);
        double X(double x) => Left + ((x - x0) / (x1 - x0) * (Width - Left - Right));
        double Y(double y) => Height - Bottom - ((y - y0) / (y1 - y0) * (Height - Top - Bottom));

        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"11\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>\n");
        Text(svg, Left, 20, "start", _title, "font-weight=\"bold\" font-size=\"13\"");
        Axes(svg, (x0, x1), (y0, y1), X, Y);
        for (int k = 0; k < _series.Count; k++)
        {
            string color = Colors[k % Colors.Length];
            (double X, double Y)[] points = [.. _series[k].Points.Where(static p => double.IsFinite(p.X) && double.IsFinite(p.Y))];
            svg.Append("<path fill=\"none\" stroke-width=\"1.6\" stroke=\"").Append(color).Append("\" d=\"");
            for (int p = 0; p < points.Length; p++)
            {
                svg.Append(CultureInfo.InvariantCulture, $"{(p == 0 ? 'M' : 'L')}{X(points[p].X):0.##} {Y(points[p].Y):0.##}");
                if (steps && p + 1 < points.Length)
                {
                    svg.Append(CultureInfo.InvariantCulture, $"L{X(points[p + 1].X):0.##} {Y(points[p].Y):0.##}");
                }
            }

            svg.Append("\"/>\n");
            for (int p = 0; p < points.Length && !steps; p++)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<circle r=\"2.4\" cx=\"{X(points[p].X):0.##}\" cy=\"{Y(points[p].Y):0.##}\" fill=\"{color}\"/>\n");
            }

            double y = Top + 10 + (16 * k);
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Width - Right + 12}\" y=\"{y - 8}\" width=\"10\" height=\"10\" fill=\"{color}\"/>\n");
            Text(svg, Width - Right + 27, y + 1, "start", _series[k].Name);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private void Axes(StringBuilder svg, (double From, double To) x, (double From, double To) y, Func<double, double> toX, Func<double, double> toY)
    {
        double bottom = Height - Bottom;
        svg.Append(CultureInfo.InvariantCulture, $"<path stroke=\"#333333\" fill=\"none\" d=\"M{Left} {Top}V{bottom}H{Width - Right}\"/>\n");
        foreach (double tick in Ticks(x.From, x.To, _powersOfTwo))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path stroke=\"#333333\" d=\"M{toX(tick):0.##} {bottom}v4\"/>\n");
            Text(svg, toX(tick), bottom + 16, "middle", (_powersOfTwo ? "2^" : string.Empty) + tick.ToString("0.####", CultureInfo.InvariantCulture));
        }

        foreach (double tick in Ticks(y.From, y.To, whole: false))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path stroke=\"#dddddd\" d=\"M{Left} {toY(tick):0.##}H{Width - Right}\"/>\n");
            Text(svg, Left - 5, toY(tick) + 4, "end", tick.ToString("0.####", CultureInfo.InvariantCulture));
        }

        Text(svg, (Left + Width - Right) / 2, Height - 8, "middle", _xAxis);
        double middle = (Top + bottom) / 2;
        Text(svg, 14, middle, "middle", _yAxis, string.Create(CultureInfo.InvariantCulture, $"transform=\"rotate(-90 14 {middle})\""));
    }

    /// <summary>About five round numbers within a range.</summary>
    private static IEnumerable<double> Ticks(double from, double to, bool whole)
    {
        double rough = (to - from) / 5, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = new[] { 1d, 2d, 5d, 10d }.First(factor => factor * power >= rough) * power;
        step = whole ? Math.Max(1, Math.Ceiling(step)) : step;
        for (double k = Math.Ceiling(from / step); k * step <= to; k++)
        {
            yield return k * step;
        }
    }

    private static void Text(StringBuilder svg, double x, double y, string anchor, string text, string attributes = "")
        => svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"{anchor}\" {attributes}>")
            .Append(text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)).Append("</text>\n");
}
