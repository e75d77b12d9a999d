using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>
/// The set D = ∪ⱼ {x in the domain : g_j(x) ≤ 0} from which a distance is taken: g_j = f_label − f_j for each rival class j; with a single output f itself (label 1) or −f (label 0).
/// </summary>
internal sealed class DecisionProblem
{
    private readonly ImmutableArray<Rational> _output;

    public DecisionProblem(RadiusQuery query)
    {
        Query = query;
        _output = ExactEvaluator.Evaluate(query.Network, query.Point);
        int classes = Math.Max(2, _output.Length);
        Label = query.Label ?? DecisionAt(_output);
        if (query.Target == Label)
        {
            throw new Regions.RegionQueryException("target", $"the target is {query.Target}, which is the decision at the point; expected another class");
        }

        Rivals = query.Target is { } target ? [target] : [.. Enumerable.Range(0, classes).Where(j => j != Label)];
        StartsOutside = Enumerable.Range(0, classes).Any(j => j != Label && Margin(_output, j).Sign <= 0);
    }

    public RadiusQuery Query { get; }

    public int Label { get; }

    /// <summary>The classes against which the label is kept, ascending.</summary>
    public ImmutableArray<int> Rivals { get; }

    /// <summary>Whether another class than the label ties or wins at the point itself.</summary>
    public bool StartsOutside { get; }

    /// <summary>A class that ties or wins at the point.</summary>
    public int WinnerAtPoint => OtherAt(_output, Enumerable.Range(0, Math.Max(2, _output.Length)).Where(j => j != Label));

    public VectorNorm Norm => Query.Norm;

    /// <summary>The closed half-space {g_j ≤ 0} where the network has the given output forms, and the positive number by which it was multiplied; null where g_j is identically zero.</summary>
    public DyadicRow? Form(LayerForms output, int rival) => Form(output[Math.Min(Label, output.Count - 1)], output.Count == 1 ? null : output[rival], output.InputDimension, output.Count == 1 && Label == 0);

    /// <summary>The same from the rows of the two outputs.</summary>
    public DyadicRow? Form(Func<int, DyadicRow?> output, int rival)
        => _output.Length == 1 ? Form(output(0), null, Query.Network.InputDimension, Label == 0) : Form(output(Label), output(rival), Query.Network.InputDimension, negate: false);

    /// <summary>The row g_j ≤ 0 over the outputs.</summary>
    public PropertyRow OutputRow(int rival)
        => _output.Length == 1
            ? new PropertyRow([], [new PropertyTerm(0, Label == 1 ? 1 : -1)], 0)
            : new PropertyRow([], [.. new[] { new PropertyTerm(Label, 1), new PropertyTerm(rival, -1) }.OrderBy(static term => term.Index)], 0);

    /// <summary>Whether a point is in D: a rival that ties or wins there, or null.</summary>
    public int? RivalAt(ImmutableArray<Rational> point)
    {
        if (Query.Box is { } box && !box.Contains(point.AsSpan()))
        {
            return null;
        }

        int other = OtherAt(ExactEvaluator.Evaluate(Query.Network, point), Rivals);
        return other < 0 ? null : other;
    }

    /// <summary>The distance from the point.</summary>
    public ExactDistance DistanceTo(ImmutableArray<Rational> point) => ExactDistance.OfVector(Norm, [.. point.Zip(Query.Point, static (x, p) => x - p)]);

    private static DyadicRow? Form(DyadicRow? own, DyadicRow? other, int inputs, bool negate)
    {
        DyadicRow row = DyadicRow.Combine([own ?? DyadicRow.Zero(inputs + 1), other ?? DyadicRow.Zero(inputs + 1)], [negate ? -1d : 1d, -1d]);
        return row.IsZero ? null : row;
    }

    /// <summary>The rival with the smallest margin if that is not positive, else −1.</summary>
    private int OtherAt(ImmutableArray<Rational> output, IEnumerable<int> rivals)
    {
        int worst = -1;
        Rational least = Rational.Zero;
        foreach (int j in rivals)
        {
            Rational margin = Margin(output, j);
            if (margin < least || (worst < 0 && margin.IsZero))
            {
                (worst, least) = (j, margin);
            }
        }

        return worst;
    }

    private Rational Margin(ImmutableArray<Rational> output, int rival)
        => output.Length == 1 ? (Label == 1 ? output[0] : -output[0]) : output[Label] - output[rival];

    private static int DecisionAt(ImmutableArray<Rational> output)
    {
        if (output.Length == 1)
        {
            return output[0].Sign >= 0 ? 1 : 0;
        }

        int best = 0;
        for (int k = 1; k < output.Length; k++)
        {
            best = output[k] > output[best] ? k : best;
        }

        return best;
    }
}
