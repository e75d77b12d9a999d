using System.Globalization;

namespace PiecewiseLinear.Regions;

/// <summary>A color in sRGB.</summary>
public readonly record struct RgbColor(byte Red, byte Green, byte Blue)
{
    /// <summary>
    /// The color of lightness L in [0, 1], chroma C ≥ 0 and hue h in turns in the perceptually even space OKLCH (Ottosson, A perceptual color space for image processing, 2020);
    /// chroma that sRGB does not have is cut off.
    /// </summary>
    public static RgbColor FromOklch(double lightness, double chroma, double hue)
    {
        (double sin, double cos) = Math.SinCos(2 * Math.PI * hue);
        double a = chroma * cos, b = chroma * sin;
        double l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        double m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        double s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return new RgbColor(
            Encode((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s)),
            Encode((-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s)),
            Encode((-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s)));
    }

    /// <summary>Reads <c>#rrggbb</c>.</summary>
    public static RgbColor Parse(string hex)
    {
        int value = int.Parse(hex.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new RgbColor((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    /// <summary>The color mixed with another, component by component: dark colors keep more of their own than in linear light.</summary>
    /// <param name="other">The other color.</param>
    /// <param name="share">The share of the other color, from 0 to 1.</param>
    public RgbColor Mix(RgbColor other, double share)
        => new(Blend(Red, other.Red, share), Blend(Green, other.Green, share), Blend(Blue, other.Blue, share));

    /// <summary>The shortest spelling in CSS: <c>#rgb</c> where it is exact, else <c>#rrggbb</c>.</summary>
    public override string ToString()
        => Red % 17 == 0 && Green % 17 == 0 && Blue % 17 == 0
            ? string.Create(CultureInfo.InvariantCulture, $"#{Red / 17:x}{Green / 17:x}{Blue / 17:x}")
            : string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    /// <summary>Linear light in [0, 1] of an sRGB component.</summary>
    internal static double Decode(byte component)
    {
        double c = component / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }

    /// <summary>The sRGB component of linear light, cut off to [0, 1].</summary>
    internal static byte Encode(double linear)
    {
        double c = Math.Clamp(linear, 0, 1);
        return (byte)((255 * (c <= 0.0031308 ? 12.92 * c : (1.055 * Math.Pow(c, 1 / 2.4)) - 0.055)) + 0.5);
    }

    private static byte Blend(byte mine, byte other, double share) => (byte)(((1 - share) * mine) + (share * other) + 0.5);

    private static double Cube(double x) => x * x * x;
}
