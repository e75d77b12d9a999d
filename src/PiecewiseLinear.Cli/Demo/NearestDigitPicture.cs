using System.Globalization;
using System.Text;
using PiecewiseLinear.V1;
using Rational = PiecewiseLinear.Exact.Rational;

namespace PiecewiseLinear.Cli;

/// <summary>Draws a square image, the nearest point at which the network sees another digit as well, and the change between them.</summary>
internal static class NearestDigitPicture
{
    private const int Cell = 26;
    private const int Gap = 36;
    private const int Top = 44;

    public static byte[] Draw(Rational[] image, RadiusResult result)
    {
        int side = (int)Math.Sqrt(image.Length), width = side * Cell;
        double[] from = [.. image.Select(static x => x.ToDoubleApproximate())], to = [.. result.Point.Values.Select(static x => Rational.Parse(x.Value).ToDoubleApproximate())];
        double radius = Rational.Parse(result.Exact.Value).ToDoubleApproximate();
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {(3 * width) + (4 * Gap)} {width + Top + 40}\" font-family=\"sans-serif\" font-size=\"14\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        Panel(svg, Gap, side, $"the digit: {result.Label}", k => Gray(from[k]), k => $"{image[k]}");
        Panel(svg, (2 * Gap) + width, side, $"nearest tie: {result.Label} and {result.Other}", k => Gray(to[k]), k => result.Point.Values[k].Value);
        Panel(svg, (3 * Gap) + (2 * width), side, "the change", k => Change((to[k] - from[k]) / radius), k => (to[k] - from[k]).ToString("G6", CultureInfo.InvariantCulture));
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Gap}\" y=\"{width + Top + 26}\">each pixel changes by at most {radius:G6}, the certified radius; orange: more ink, blue: less</text>\n");
        svg.Append("</svg>\n");
        return Encoding.UTF8.GetBytes(svg.ToString());
    }

    private static void Panel(StringBuilder svg, int left, int side, string title, Func<int, string> color, Func<int, string> hint)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left}\" y=\"{Top - 14}\">{title}</text>\n");
        for (int k = 0; k < side * side; k++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{left + (k % side * Cell)}\" y=\"{Top + (k / side * Cell)}\" width=\"{Cell}\" height=\"{Cell}\" fill=\"{color(k)}\" stroke=\"#ddd\"><title>pixel {k}: {hint(k)}</title></rect>\n");
        }
    }

    private static string Gray(double value)
    {
        int shade = 255 - (int)(235 * Math.Clamp(value, 0, 1));
        return $"rgb({shade},{shade},{shade})";
    }

    /// <summary>White for no change; the full color for the largest.</summary>
    private static string Change(double share)
    {
        int rest = 255 - (int)(200 * Math.Min(1, Math.Abs(share)));
        return share > 0 ? $"rgb(255,{(255 + rest) / 2},{rest})" : $"rgb({rest},{(255 + rest) / 2},255)";
    }
}
