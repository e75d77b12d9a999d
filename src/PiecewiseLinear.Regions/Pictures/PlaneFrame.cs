using System.Globalization;

namespace PiecewiseLinear.Regions;

/// <summary>A point of a picture in the coordinates of its axes; rounded, for drawing only.</summary>
public readonly record struct PlanePoint(double X, double Y);

/// <summary>A point on the grid of a picture, ten units a pixel, y downwards.</summary>
internal readonly record struct GridPoint(int X, int Y);

/// <summary>The rectangle that a picture shows, and the grid on which everything in it is drawn: <see cref="UnitsPerPixel"/> steps a pixel.</summary>
public sealed class PlaneFrame
{
    /// <summary>The steps of the grid in a pixel: what is lost by rounding can be seen at ten times the size only.</summary>
    public const int UnitsPerPixel = 10;

    private const int LongSide = 640;
    private const int ShortestSide = 160;

    /// <summary>The rectangle with the given ends on the axes; both axes have one scale unless one is more than four times as long.</summary>
    /// <exception cref="ArgumentException">An end is not finite, or an axis is empty.</exception>
    public PlaneFrame(double left, double right, double bottom, double top)
        : this(left, right, bottom, top, (top - bottom) / (right - left))
    {
    }

    /// <summary>The rectangle with the given ends on the axes, drawn with the given ratio of height to width.</summary>
    /// <exception cref="ArgumentException">An end is not finite, or an axis is empty.</exception>
    public PlaneFrame(double left, double right, double bottom, double top, double ratio)
    {
        if (!(right > left) || !(top > bottom) || !double.IsFinite(right - left) || !double.IsFinite(top - bottom))
        {
            throw new ArgumentException($"a picture shows x from {left} to {right} and y from {bottom} to {top}; expected ends in this order");
        }

        (Left, Right, Bottom, Top) = (left, right, bottom, top);
        Width = ratio <= 1 ? LongSide : Math.Max(ShortestSide, Nearest(LongSide / ratio));
        Height = ratio >= 1 ? LongSide : Math.Max(ShortestSide, Nearest(LongSide * ratio));
    }

    /// <summary>The x of the left side.</summary>
    public double Left { get; }

    /// <summary>The x of the right side.</summary>
    public double Right { get; }

    /// <summary>The y of the lower side.</summary>
    public double Bottom { get; }

    /// <summary>The y of the upper side.</summary>
    public double Top { get; }

    /// <summary>The width of the plot in pixels.</summary>
    public int Width { get; }

    /// <summary>The height of the plot in pixels.</summary>
    public int Height { get; }

    /// <summary>The nearest point of the grid; outside points are moved to the side.</summary>
    internal GridPoint ToGrid(PlanePoint point) => new(
        Nearest(Math.Clamp((point.X - Left) / (Right - Left), 0, 1) * Width * UnitsPerPixel),
        Nearest(Math.Clamp((Top - point.Y) / (Top - Bottom), 0, 1) * Height * UnitsPerPixel));

    /// <summary>
    /// Round numbers on an axis, at most about eight, with their spelling: steps of 1, 2 or 5 times a power of ten.
    /// </summary>
    internal static IEnumerable<(double Value, string Text)> Ticks(double from, double to)
    {
        double rough = (to - from) / 7, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (rough / power <= 1 ? 1 : rough / power <= 2 ? 2 : rough / power <= 5 ? 5 : 10);
        int digits = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 0.001));
        for (double k = Math.Ceiling((from / step) - 0.001); k * step <= to + (0.001 * step) && digits <= 12; k++)
        {
            double shown = k == 0 ? 0d : k * step;
            yield return (Math.Clamp(shown, from, to), shown.ToString(string.Create(CultureInfo.InvariantCulture, $"F{digits}"), CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The whole number nearest to a coordinate, halves upwards.</summary>
    private static int Nearest(double x) => (int)Math.Floor(x + 0.5);
}
