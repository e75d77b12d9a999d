using System.Globalization;
using System.Text;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Cli;

/// <summary>
/// The certified accuracy by radius r: the share of points whose class is right and does not change at any distance below r (proved), and the share for which no change below r is known. The two are equal where all radii are
/// exact. A point whose decision is not its label has radius 0 and counts nowhere but at r = 0, which is left out.
/// </summary>
internal sealed class AccuracyCurve
{
    private readonly VectorNorm _norm;
    private readonly ExactDistance?[] _lower;
    private readonly ExactDistance?[] _upper;

    private AccuracyCurve(VectorNorm norm, ExactDistance?[] lower, ExactDistance?[] upper) => (_norm, _lower, _upper) = (norm, lower, upper);

    public static AccuracyCurve Of(IReadOnlyList<RadiusAnswer> answers, VectorNorm norm)
        => new(norm, [.. answers.Select(static answer => answer.Lower)], [.. answers.Select(static answer => answer.Upper)]);

    /// <summary>The steps: at each radius, rounded down, the shares that hold up to and at it; they fall behind it.</summary>
    public IEnumerable<(double Radius, double Certified, double Possible)> Steps()
    {
        if (_lower.Length == 0)
        {
            yield break;
        }

        foreach (ExactDistance radius in _lower.Concat(_upper).OfType<ExactDistance>().Where(static r => !r.IsZero).Distinct().Order())
        {
            yield return (radius.RoundDown(), Share(_lower, radius), Share(_upper, radius));
        }
    }

    public string ToCsv()
    {
        StringBuilder text = new("radius,certified,not_refuted\n");
        foreach ((double radius, double certified, double possible) in Steps())
        {
            text.Append(CultureInfo.InvariantCulture, $"{radius:R},{certified:R},{possible:R}\n");
        }

        return text.ToString();
    }

    public string ToSvg()
    {
        (double Radius, double Certified, double Possible)[] steps = [.. Steps()];
        bool same = steps.All(static step => step.Certified == step.Possible);
        ChartSeries certified = new("certified", Falling([.. steps.Select(static step => (step.Radius, step.Certified))]));
        ChartSeries possible = new("not refuted", Falling([.. steps.Select(static step => (step.Radius, step.Possible))]));
        return new SvgChart("Certified accuracy", $"radius ({_norm.Name()})", "share of points", same ? [certified] : [certified, possible]).Steps();
    }

    /// <summary>Points (left end, share) for a chart of steps: between two radii the share is that of the right one.</summary>
    private static List<(double X, double Y)> Falling((double Radius, double Share)[] steps)
    {
        List<(double, double)> points = [];
        double left = 0d;
        foreach ((double radius, double share) in steps)
        {
            points.Add((left, share));
            left = radius;
        }

        points.Add((left, 0d));
        return points;
    }

    /// <summary>The share of points with a bound at or beyond the radius; null: no boundary at all.</summary>
    private static double Share(ExactDistance?[] bounds, ExactDistance radius) => bounds.Count(bound => bound is not { } known || known >= radius) / (double)bounds.Length;
}
