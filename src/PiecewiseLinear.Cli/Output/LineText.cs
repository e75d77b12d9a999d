using System.Globalization;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The answer of <c>plin line</c> for people.</summary>
internal static class LineText
{
    private const int MostAttributions = 10;

    public static void Print(LineReport report, bool exact)
    {
        LineAnswer answer = report.Answer;
        Console.WriteLine($"breakpoints {answer.Breakpoints.Count()}{(answer.Complete ? string.Empty : " (the limit on pieces; there are more)")}, {answer.DistinctPatterns} regions");
        if (report.Measures is { } measures)
        {
            Console.WriteLine($"length      {Number(measures.Length.Lower, false)} (l2), {Number(measures.Density.Lower, false)} breakpoints per unit");
            for (int k = 0; k < measures.SlopeChange.Length; k++)
            {
                Console.WriteLine($"output {k,-4} total change of slope {Number(measures.SlopeChange[k].Lower, false)} per unit; mean deviation from interpolation {string.Join(", ", measures.Segments.Select(segment => Number(segment.Deviation[k], false)))}");
            }
        }

        foreach (DecisionSpan span in report.Decisions?.Spans ?? [])
        {
            Console.WriteLine($"decision    {string.Join(" = ", span.Labels),-8} from {Place(span.From, exact)} to {Place(span.To, exact)}");
        }

        foreach (LinePlace touch in report.Decisions?.Touches ?? [])
        {
            Console.WriteLine($"touch       at {Place(touch, exact)}");
        }

        if (report.Gradients is { } gradients)
        {
            double[] values = [.. gradients.ToDoublesApproximate()];
            Console.WriteLine($"gradients   of output {gradients.Output}: they add up to {Number(gradients.Difference, exact)}, checked exactly; the largest:");
            foreach (int j in Enumerable.Range(0, values.Length).OrderByDescending(j => Math.Abs(values[j])).ThenBy(static j => j).Take(MostAttributions))
            {
                Console.WriteLine($"  input {j,-4} {(exact ? gradients[j].ToString() : values[j].ToString("G6", CultureInfo.InvariantCulture))}");
            }
        }
    }

    private static string Place(LinePlace place, bool exact) => (place.Segment == 0 ? string.Empty : $"segment {place.Segment} ") + "t = " + Number(place.Parameter, exact);

    private static string Number(Rational value, bool exact) => exact ? value.ToString() : value.ToDoubleApproximate().ToString("G6", CultureInfo.InvariantCulture);
}
