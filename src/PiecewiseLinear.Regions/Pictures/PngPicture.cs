namespace PiecewiseLinear.Regions;

/// <summary>Writes a scene as a PNG image, anti-aliased, two pixels for each of the SVG. The same scene gives the same bytes on the same version of zlib.</summary>
public static class PngPicture
{
    private const int Scale = 2;
    private const int FontDot = 3;
    private const int TitleDot = 4;
    private static readonly RgbColor s_paper = RgbColor.Parse("#ffffff");
    private static readonly RgbColor s_ink = RgbColor.Parse("#333333");
    private static readonly RgbColor s_axis = RgbColor.Parse("#777777");

    /// <summary>The file.</summary>
    public static byte[] Write(PictureScene scene)
    {
        PictureLayout layout = new(scene);
        PixelCanvas canvas = new(layout.Width * Scale, layout.Height * Scale);
        canvas.Rectangle(s_paper, 0, 0, canvas.Width, canvas.Height);
        Fills(canvas, scene, layout);
        foreach ((int layer, IReadOnlyList<GridPoint> ends) in scene.Walls())
        {
            Lines(canvas, layout, PictureStrokes.WallColor, ends, PictureStrokes.Wall(scene, layer));
        }

        foreach ((RgbColor color, IReadOnlyList<GridPoint> ends) in scene.Curves)
        {
            Lines(canvas, layout, color, ends, PictureStrokes.Curve);
        }

        Lines(canvas, layout, s_paper, scene.BoundaryEnds, PictureStrokes.BoundaryHalo);
        Lines(canvas, layout, RegionPalette.Boundary, scene.BoundaryEnds, PictureStrokes.Boundary);
        Axes(canvas, scene, layout);
        Words(canvas, scene, layout);
        return PngFile.Write(canvas.Width, canvas.Height, canvas.ToPixels());
    }

    private static void Fills(PixelCanvas canvas, PictureScene scene, PictureLayout layout)
    {
        double outline = PictureStrokes.Outline(scene) * Scale;
        List<(double X, double Y)> corners = [];
        foreach ((RgbColor color, IReadOnlyList<int> polygons) in scene.Polygons())
        {
            RgbColor stroke = PictureStrokes.OutlineColor(color);
            for (int i = 0; i < polygons.Count; i += 1 + (2 * polygons[i]))
            {
                corners.Clear();
                for (int k = 0; k < polygons[i]; k++)
                {
                    corners.Add(ToPixel(layout, new GridPoint(polygons[i + 1 + (2 * k)], polygons[i + 2 + (2 * k)])));
                }

                canvas.Fill(color, [.. corners]);
                for (int k = 0; scene.Outlines && k < corners.Count; k++)
                {
                    canvas.Line(stroke, corners[k], corners[(k + 1) % corners.Count], outline);
                }
            }
        }
    }

    private static void Lines(PixelCanvas canvas, PictureLayout layout, RgbColor color, IReadOnlyList<GridPoint> ends, double width)
    {
        for (int i = 0; i < ends.Count; i += 2)
        {
            canvas.Line(color, ToPixel(layout, ends[i]), ToPixel(layout, ends[i + 1]), width * Scale);
        }
    }

    private static void Axes(PixelCanvas canvas, PictureScene scene, PictureLayout layout)
    {
        PlaneFrame frame = scene.Frame;
        int left = PictureLayout.LeftMargin * Scale, top = layout.PlotTop * Scale, right = left + (frame.Width * Scale), bottom = layout.PlotBottom * Scale;

        // Lines that reach over the sides of the plot end there.
        canvas.Rectangle(s_paper, 0, 0, left, canvas.Height);
        canvas.Rectangle(s_paper, right, 0, canvas.Width - right, canvas.Height);
        canvas.Rectangle(s_paper, 0, 0, canvas.Width, top);
        canvas.Rectangle(s_paper, 0, bottom, canvas.Width, canvas.Height - bottom);
        canvas.Rectangle(s_axis, left - 1, top - 1, right - left + 2, 2);
        canvas.Rectangle(s_axis, left - 1, bottom - 1, right - left + 2, 2);
        canvas.Rectangle(s_axis, left - 1, top - 1, 2, bottom - top + 2);
        canvas.Rectangle(s_axis, right - 1, top - 1, 2, bottom - top + 2);
        foreach ((double value, string text) in PlaneFrame.Ticks(frame.Left, frame.Right))
        {
            int x = left + (int)((value - frame.Left) / (frame.Right - frame.Left) * (right - left));
            canvas.Rectangle(s_axis, x - 1, bottom, 2, 6 * Scale);
            canvas.Text(s_ink, text, x - (Width(text, FontDot) / 2), bottom + (10 * Scale), FontDot);
        }

        foreach ((double value, string text) in PlaneFrame.Ticks(frame.Bottom, frame.Top))
        {
            int y = top + (int)((frame.Top - value) / (frame.Top - frame.Bottom) * (bottom - top));
            canvas.Rectangle(s_axis, left - (6 * Scale), y - 1, 6 * Scale, 2);
            canvas.Text(s_ink, text, left - (9 * Scale) - Width(text, FontDot), y - (PixelFont.Rows * FontDot / 2), FontDot);
        }
    }

    private static void Words(PixelCanvas canvas, PictureScene scene, PictureLayout layout)
    {
        int left = PictureLayout.LeftMargin * Scale, top = 10 * Scale;
        if (scene.Title.Length > 0)
        {
            canvas.Text(s_ink, scene.Title, left, top, TitleDot);
            top += 22 * Scale;
        }

        canvas.Text(s_ink, scene.Subtitle, left, top, FontDot);
        canvas.Text(s_ink, scene.XName, left + (((scene.Frame.Width * Scale) - Width(scene.XName, FontDot)) / 2), (layout.PlotBottom + 30) * Scale, FontDot);
        canvas.Text(s_ink, scene.YName, 4 * Scale, (layout.PlotTop * Scale) + (((scene.Frame.Height * Scale) + Width(scene.YName, FontDot)) / 2), FontDot, turned: true);
        foreach ((LegendEntry entry, int x, int y) in layout.Legend)
        {
            canvas.Rectangle(entry.Color, x * Scale, (entry.IsLine ? y + 6 : y) * Scale, 14 * Scale, (entry.IsLine ? 2 : 14) * Scale);
            canvas.Text(s_ink, entry.Text, (x + 21) * Scale, (y + 2) * Scale, FontDot);
        }
    }

    private static (double X, double Y) ToPixel(PictureLayout layout, GridPoint point)
        => ((PictureLayout.LeftMargin + ((double)point.X / PlaneFrame.UnitsPerPixel)) * Scale, (layout.PlotTop + ((double)point.Y / PlaneFrame.UnitsPerPixel)) * Scale);

    private static int Width(string text, int dot) => text.Length * PixelFont.Advance * dot;
}
