namespace PiecewiseLinear.Regions;

/// <summary>The widths (in pixels) and colors of lines.</summary>
internal static class PictureStrokes
{
    public const double Boundary = 2.2;
    public const double BoundaryHalo = 5;

    public const double Curve = 2;

    public static RgbColor WallColor { get; } = RgbColor.Parse("#222222");

    /// <summary>The outline of a polygon: thin enough to leave the fill of a polygon of mean size visible.</summary>
    public static double Outline(PictureScene scene)
    {
        double side = Math.Sqrt((double)scene.Frame.Width * scene.Frame.Height / Math.Max(1, scene.PolygonCount));
        return Math.Clamp(side / 40, 0.2, 0.7);
    }

    /// <summary>The color of a fill's outline: the fill darkened, so that the lines of a dense picture do not turn it black.</summary>
    public static RgbColor OutlineColor(RgbColor fill) => fill.Mix(WallColor, 0.55);

    /// <summary>The walls of a layer: the first is heaviest.</summary>
    public static double Wall(PictureScene scene, int layer) => scene.WallWeight * Math.Max(0.3, 1.6 / (1 + layer));
}
