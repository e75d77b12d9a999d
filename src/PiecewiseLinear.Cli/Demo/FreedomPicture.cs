using System.Globalization;
using System.Text;
using PiecewiseLinear.V1;
using Rational = PiecewiseLinear.Exact.Rational;

namespace PiecewiseLinear.Cli;

/// <summary>
/// Draws a square image and, in each pixel, the exact interval of values that this pixel alone may take while the input stays in its linear
/// region: a vertical bar on the scale 0 to 1, blue where a side of the box ends it, orange where a neuron would switch; the tick is the value.
/// </summary>
internal static class FreedomPicture
{
    private const int Cell = 60;
    private const int Margin = 24;

    public static byte[] Draw(Rational[] image, Region region)
    {
        int side = (int)Math.Sqrt(image.Length);
        int size = (side * Cell) + (2 * Margin);
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size + 66}\" font-family=\"sans-serif\" font-size=\"13\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        PointFreedom freedom = new(region, image);
        for (int j = 0; j < image.Length; j++)
        {
            Pixel(svg, image, freedom, j, Margin + (j % side * Cell), Margin + (j / side * Cell));
        }

        Legend(svg, size);
        svg.Append("</svg>\n");
        return Encoding.UTF8.GetBytes(svg.ToString());
    }

    private static void Pixel(StringBuilder svg, Rational[] image, PointFreedom freedom, int pixel, int x, int y)
    {
        (Rational down, Rational up, bool downWall, bool upWall) = freedom.Along(pixel);
        double value = image[pixel].ToDoubleApproximate();
        int shade = 255 - (int)(200 * value);
        svg.Append(CultureInfo.InvariantCulture, $"<g><title>pixel {pixel}: value {image[pixel]}, from {image[pixel] - down} to {image[pixel] + up}</title>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y}\" width=\"{Cell}\" height=\"{Cell}\" fill=\"rgb({shade},{shade},{shade})\" stroke=\"#ddd\"/>\n");
        double middle = Height(y, value);
        Bar(svg, x, Height(y, (image[pixel] + up).ToDoubleApproximate()), middle, upWall);
        Bar(svg, x, middle, Height(y, (image[pixel] - down).ToDoubleApproximate()), downWall);
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x + 14}\" x2=\"{x + Cell - 14}\" y1=\"{middle:F2}\" y2=\"{middle:F2}\" stroke=\"white\" stroke-width=\"4\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x + 14}\" x2=\"{x + Cell - 14}\" y1=\"{middle:F2}\" y2=\"{middle:F2}\" stroke=\"#111\" stroke-width=\"2\"/></g>\n");
    }

    private static double Height(int top, double value) => top + 5 + ((1 - value) * (Cell - 10));

    private static void Bar(StringBuilder svg, int x, double top, double bottom, bool wall)
        => svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x + 24}\" y=\"{top:F2}\" width=\"12\" height=\"{Math.Max(bottom - top, 0):F2}\" fill=\"{(wall ? "#e8731a" : "#3b7dd8")}\"/>\n");

    private static void Legend(StringBuilder svg, int size)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Margin}\" y=\"{size}\" width=\"12\" height=\"12\" fill=\"#e8731a\"/><text x=\"{Margin + 18}\" y=\"{size + 11}\">free until a neuron switches</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Margin + 220}\" y=\"{size}\" width=\"12\" height=\"12\" fill=\"#3b7dd8\"/><text x=\"{Margin + 238}\" y=\"{size + 11}\">free until the side of the box</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"{size + 34}\">each bar: the exact interval in which this pixel alone can move, on the scale 0 to 1,</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"{size + 52}\">without leaving the linear region; the tick is its value</text>\n");
    }
}
