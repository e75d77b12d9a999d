using System.Globalization;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>Draws what a network is along a path: the outputs as curves, the breakpoints as lines (heavier the earlier their layer), the decision as ground.</summary>
public static class LinePicture
{
    private const int MostCurves = 10;
    private const double Air = 1.0 / 20;

    /// <summary>The picture of a complete answer with exact outputs; the horizontal axis is the path, one unit a segment.</summary>
    /// <exception cref="ArgumentException">The answer has no exact outputs.</exception>
    public static PictureScene Draw(LineAnswer answer, LineDecisions decisions, string title)
    {
        if (answer.Pieces[0].Outputs.IsEmpty)
        {
            throw new ArgumentException("a picture of a line needs exact outputs; ask with LineQuery.Exact", nameof(answer));
        }

        int outputs = answer.Pieces[0].Outputs.Length;
        PlanePoint[][] curves = [.. Enumerable.Range(0, outputs).Select(k => Curve(answer, k))];
        double low = curves.Min(static curve => curve.Min(static point => point.Y)), high = curves.Max(static curve => curve.Max(static point => point.Y));
        double air = high > low ? (high - low) * Air : 1;
        PlaneFrame frame = new(0, answer.Path.SegmentCount, low - air, high + air, ratio: 0.6);
        PictureScene scene = new(frame)
        {
            Title = title,
            Subtitle = string.Create(CultureInfo.InvariantCulture, $"{answer.Breakpoints.Count()} breakpoints, {answer.DistinctPatterns} regions, {decisions.Spans.Length - 1} changes of decision"),
            XName = "t",
            YName = outputs == 1 ? "output" : "outputs",
            Legend = [.. Enumerable.Range(0, Math.Min(outputs, MostCurves)).Select(k => new LegendEntry(CurveColor(k, outputs), string.Create(CultureInfo.InvariantCulture, $"output {k}"), IsLine: true))],
            Outlines = false,
            WallWeight = 0.5,
        };
        foreach (DecisionSpan span in decisions.Spans)
        {
            (double from, double to) = (Place(span.From.Segment, span.From.Parameter), Place(span.To.Segment, span.To.Parameter));
            RgbColor ground = (span.Labels.Length > 1 ? RegionPalette.Tied : RegionPalette.OfClass(span.Labels[0])).Mix(RgbColor.Parse("#ffffff"), 0.75);
            scene.Fill(ground, [new(from, frame.Bottom), new(to, frame.Bottom), new(to, frame.Top), new(from, frame.Top)]);
        }

        foreach (int i in answer.Breakpoints)
        {
            double at = answer.Pieces[i].Segment + answer.Pieces[i].From.ToDoubleApproximate();
            scene.Wall(answer.SwitchedAt(i).First().Layer, new PlanePoint(at, frame.Bottom), new PlanePoint(at, frame.Top));
        }

        for (int k = 0; k < Math.Min(outputs, MostCurves); k++)
        {
            scene.Curve(CurveColor(k, outputs), curves[k]);
        }

        return scene;
    }

    private static RgbColor CurveColor(int output, int outputs) => outputs == 1 ? RegionPalette.Boundary : RegionPalette.OfClass(output);

    private static PlanePoint[] Curve(LineAnswer answer, int output)
    {
        LinePiece first = answer.Pieces[0];
        return
        [
            new PlanePoint(0, first.Outputs[output].At(Rational.Zero).ToDoubleApproximate()),
            .. answer.Pieces.Select(piece => new PlanePoint(piece.Segment + piece.To.ToDoubleApproximate(), piece.Outputs[output].At(piece.To.Value).ToDoubleApproximate())),
        ];
    }

    private static double Place(int segment, Rational parameter) => segment + parameter.ToDoubleApproximate();
}
