namespace PiecewiseLinear.Regions;

/// <summary>Where the parts of a picture lie, in pixels: title and subtitle above, the plot, tick labels, axis names, the legend in rows below.</summary>
internal sealed class PictureLayout
{
    public const int LeftMargin = 64;
    public const int RightMargin = 24;
    public const int LegendRow = 22;
    private const int LegendGap = 24;
    private const double LetterWidth = 7.0;

    public PictureLayout(PictureScene scene)
    {
        PlotTop = 16 + (scene.Title.Length > 0 ? 24 : 0) + (scene.Subtitle.Length > 0 ? 20 : 0);
        Width = LeftMargin + scene.Frame.Width + RightMargin;
        PlotBottom = PlotTop + scene.Frame.Height;
        List<(LegendEntry, int, int)> legend = [];
        int x = LeftMargin, y = PlotBottom + 58;
        foreach (LegendEntry entry in scene.Legend)
        {
            int width = 22 + (int)(entry.Text.Length * LetterWidth);
            if (x > LeftMargin && x + width > Width - RightMargin)
            {
                (x, y) = (LeftMargin, y + LegendRow);
            }

            legend.Add((entry, x, y));
            x += width + LegendGap;
        }

        Legend = legend;
        Height = scene.Legend.IsEmpty ? PlotBottom + 54 : y + LegendRow;
    }

    public int Width { get; }

    public int Height { get; }

    public int PlotTop { get; }

    public int PlotBottom { get; }

    /// <summary>The entries of the legend with the upper left corner of each swatch.</summary>
    public IReadOnlyList<(LegendEntry Entry, int X, int Y)> Legend { get; }
}
