using System.Globalization;
using System.Net;
using System.Text;

namespace PiecewiseLinear.Regions;

/// <summary>Writes a scene as SVG: one path a color, so that tens of thousands of polygons take about twenty bytes each. The same scene gives the same bytes.</summary>
public static class SvgPicture
{
    // Readers that know the user's color scheme turn ground and words; the plot keeps its colors.
    private const string Style =
        "text{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;font-size:13px;fill:#333}.t{font-size:17px;font-weight:600;fill:#111}.g{fill:#fff}.a{stroke:#777;fill:none}"
        + "@media(prefers-color-scheme:dark){text{fill:#bbb}.t{fill:#eee}.g{fill:#0d1117}}";

    /// <summary>The file.</summary>
    public static byte[] Write(PictureScene scene)
    {
        PictureLayout layout = new(scene);
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {layout.Width} {layout.Height}\" width=\"{layout.Width}\" height=\"{layout.Height}\" role=\"img\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Escape(scene.Title)}</title>\n<style>{Style}</style>\n<rect class=\"g\" width=\"100%\" height=\"100%\"/>\n");
        Plot(svg, scene, layout);
        Axes(svg, scene, layout);
        Words(svg, scene, layout);
        svg.Append("</svg>\n");
        return Encoding.UTF8.GetBytes(svg.ToString());
    }

    private static void Plot(StringBuilder svg, PictureScene scene, PictureLayout layout)
    {
        const int units = PlaneFrame.UnitsPerPixel;
        svg.Append(CultureInfo.InvariantCulture, $"<svg x=\"{PictureLayout.LeftMargin}\" y=\"{layout.PlotTop}\" width=\"{scene.Frame.Width}\" height=\"{scene.Frame.Height}\" ");
        svg.Append(CultureInfo.InvariantCulture, $"viewBox=\"0 0 {scene.Frame.Width * units} {scene.Frame.Height * units}\">\n");
        double outline = PictureStrokes.Outline(scene) * units;
        svg.Append(CultureInfo.InvariantCulture, $"<g stroke-linejoin=\"round\" stroke-width=\"{outline:0.#}\">\n");
        foreach ((RgbColor color, IReadOnlyList<int> corners) in scene.Polygons())
        {
            RgbColor stroke = scene.Outlines ? PictureStrokes.OutlineColor(color) : color;
            svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"{color}\" stroke=\"{stroke}\" d=\"");
            Polygons(svg, corners);
            svg.Append("\"/>\n");
        }

        svg.Append("</g>\n");
        foreach ((int layer, IReadOnlyList<GridPoint> ends) in scene.Walls())
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"none\" stroke=\"{PictureStrokes.WallColor}\" stroke-width=\"{PictureStrokes.Wall(scene, layer) * units:0.#}\" stroke-linecap=\"round\" d=\"");
            Segments(svg, ends);
            svg.Append("\"/>\n");
        }

        foreach ((RgbColor color, IReadOnlyList<GridPoint> ends) in scene.Curves)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"none\" stroke=\"{color}\" stroke-width=\"{PictureStrokes.Curve * units:0.#}\" stroke-linejoin=\"round\" d=\"");
            Segments(svg, ends);
            svg.Append("\"/>\n");
        }

        if (scene.BoundaryEnds.Count > 0)
        {
            StringBuilder data = new();
            Segments(data, scene.BoundaryEnds);
            svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"none\" stroke=\"#fff\" stroke-width=\"{PictureStrokes.BoundaryHalo * units:0.#}\" stroke-linecap=\"round\" d=\"{data}\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<path fill=\"none\" stroke=\"{RegionPalette.Boundary}\" stroke-width=\"{PictureStrokes.Boundary * units:0.#}\" stroke-linecap=\"round\" d=\"{data}\"/>\n");
        }

        svg.Append("</svg>\n");
    }

    private static void Polygons(StringBuilder svg, IReadOnlyList<int> corners)
    {
        SvgPathData path = new(svg);
        for (int i = 0; i < corners.Count; i += 1 + (2 * corners[i]))
        {
            path.Move(corners[i + 1], corners[i + 2]);
            path.Line(corners[i + 3], corners[i + 4]);
            for (int k = 2; k < corners[i]; k++)
            {
                path.NextLine(corners[i + 1 + (2 * k)], corners[i + 2 + (2 * k)]);
            }

            path.Close(corners[i + 1], corners[i + 2]);
        }
    }

    private static void Segments(StringBuilder svg, IReadOnlyList<GridPoint> ends)
    {
        SvgPathData path = new(svg);
        for (int i = 0; i < ends.Count; i += 2)
        {
            bool goesOn = i > 0 && ends[i] == ends[i - 1];
            if (goesOn)
            {
                path.NextLine(ends[i + 1].X, ends[i + 1].Y);
            }
            else
            {
                path.Move(ends[i].X, ends[i].Y);
                path.Line(ends[i + 1].X, ends[i + 1].Y);
            }
        }
    }

    private static void Axes(StringBuilder svg, PictureScene scene, PictureLayout layout)
    {
        PlaneFrame frame = scene.Frame;
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"a\" d=\"M{PictureLayout.LeftMargin}.5 {layout.PlotTop}.5h{frame.Width}v{frame.Height}h-{frame.Width}z");
        StringBuilder labels = new();
        foreach ((double value, string text) in PlaneFrame.Ticks(frame.Left, frame.Right))
        {
            double x = PictureLayout.LeftMargin + ((value - frame.Left) / (frame.Right - frame.Left) * frame.Width);
            svg.Append(CultureInfo.InvariantCulture, $"M{x:0.#} {layout.PlotBottom}v6");
            labels.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{layout.PlotBottom + 20}\" text-anchor=\"middle\">{Minus(text)}</text>\n");
        }

        foreach ((double value, string text) in PlaneFrame.Ticks(frame.Bottom, frame.Top))
        {
            double y = layout.PlotTop + ((frame.Top - value) / (frame.Top - frame.Bottom) * frame.Height);
            svg.Append(CultureInfo.InvariantCulture, $"M{PictureLayout.LeftMargin} {y:0.#}h-6");
            labels.Append(CultureInfo.InvariantCulture, $"<text x=\"{PictureLayout.LeftMargin - 9}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{Minus(text)}</text>\n");
        }

        svg.Append("\"/>\n").Append(labels);
    }

    private static void Words(StringBuilder svg, PictureScene scene, PictureLayout layout)
    {
        int y = 26;
        if (scene.Title.Length > 0)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"t\" x=\"{PictureLayout.LeftMargin}\" y=\"{y}\">{Escape(scene.Title)}</text>\n");
            y += 20;
        }

        if (scene.Subtitle.Length > 0)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{PictureLayout.LeftMargin}\" y=\"{y}\">{Escape(scene.Subtitle)}</text>\n");
        }

        int middle = PictureLayout.LeftMargin + (scene.Frame.Width / 2), center = layout.PlotTop + (scene.Frame.Height / 2);
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{middle}\" y=\"{layout.PlotBottom + 40}\" text-anchor=\"middle\">{Escape(scene.XName)}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(17 {center})rotate(-90)\" text-anchor=\"middle\">{Escape(scene.YName)}</text>\n");
        foreach ((LegendEntry entry, int x, int top) in layout.Legend)
        {
            svg.Append(entry.IsLine
                ? string.Create(CultureInfo.InvariantCulture, $"<path stroke=\"#fff\" stroke-width=\"{PictureStrokes.BoundaryHalo:0.#}\" d=\"M{x} {top + 7}h16\"/><path stroke=\"{entry.Color}\" stroke-width=\"{PictureStrokes.Boundary:0.#}\" d=\"M{x} {top + 7}h16\"/>")
                : string.Create(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{top}\" width=\"14\" height=\"14\" rx=\"2\" fill=\"{entry.Color}\"/>"));
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + 21}\" y=\"{top + 12}\">{Escape(entry.Text)}</text>\n");
        }
    }

    private static string Minus(string number) => number.Replace('-', '−');

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
