using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>
/// The set D from which a distance is taken: the points of the domain, with at most so many changed inputs where that is limited, at which for some rival class all rows of a goal hold. A row is a difference of two outputs (or an output) that is
/// not positive; what the rows of a goal are is said by <see cref="RadiusClaim.Unsafe"/>, as in certificates.
/// </summary>
internal sealed class DecisionProblem
{
    private readonly ImmutableArray<Rational> _output;

    /// <param name="query">The question.</param>
    /// <param name="cancellationToken">Ends the evaluation of the point with <see cref="OperationCanceledException"/>.</param>
    public DecisionProblem(RadiusQuery query, CancellationToken cancellationToken = default)
    {
        Query = query;
        _output = ExactEvaluator.Evaluate(query.Network, query.Point, cancellationToken);
        Label = query.Label ?? DecisionAt(_output);
        if (query.Target == Label)
        {
            throw new Regions.RegionQueryException("target", $"the target is {query.Target}, which is the decision at the point; expected another class");
        }

        Center = [.. query.Point.Select(static x => x.ToDoubleApproximate())];
        RadiusClaim claim = Claim(radius: null);
        Rivals = claim.Others(_output.Length);
        Rows = claim.Unsafe(_output.Length);
        RivalAtPoint = query.Goal == RadiusGoal.Beaten ? OtherAt(claim with { Target = null }, _output) : OtherAt(claim, _output);
    }

    public RadiusQuery Query { get; }

    public int Label { get; }

    /// <summary>The classes against which the label is kept, ascending.</summary>
    public ImmutableArray<int> Rivals { get; }

    /// <summary>For each rival, in the order of <see cref="Rivals"/>, the rows over the outputs that all hold (≤ 0) in its part of D.</summary>
    public ImmutableArray<ImmutableArray<PropertyRow>> Rows { get; }

    /// <summary>A rival that puts the point itself into D; null where the point is not in D. For the goal beaten every class counts at the point, whatever the target.</summary>
    public int? RivalAtPoint { get; }

    public VectorNorm Norm => Query.Norm;

    /// <summary>The point in nearest doubles.</summary>
    public double[] Center { get; }

    /// <summary>What is claimed of D and the open ball of a radius: that they do not meet; with null that D is empty.</summary>
    public RadiusClaim Claim(ExactDistance? radius)
        => new(string.Empty, Query.Point, Query.Norm, Label, Query.Target, Query.Box, radius is null, radius?.Power, null, null) { Goal = Query.Goal, Changes = Query.MaxChanged };

    /// <summary>The rows of a rival (by its place) where the outputs are affine forms; null for one that is identically zero.</summary>
    public IEnumerable<DyadicRow?> Forms(Func<int, DyadicRow?> output, int place)
    {
        DyadicRow zero = DyadicRow.Zero(Query.Network.InputDimension + 1);
        foreach (PropertyRow row in Rows[place])
        {
            DyadicRow form = DyadicRow.Combine([.. row.Outputs.Select(term => output(term.Index) ?? zero)], [.. row.Outputs.Select(static term => (double)term.Coefficient.Sign)]);
            yield return form.IsZero ? null : form;
        }
    }

    /// <summary>Whether a point is in D: a rival whose rows hold there, or null.</summary>
    public int? RivalAt(ImmutableArray<Rational> point, CancellationToken cancellationToken = default)
    {
        bool isInside = Query.Box is not { } box || box.Contains(point.AsSpan());
        return isInside && !(CountChanged(point) > Query.MaxChanged) ? OtherAt(Claim(radius: null), ExactEvaluator.Evaluate(Query.Network, point, cancellationToken)) : null;
    }

    /// <summary>The number of inputs in which a point differs from the question's.</summary>
    public int CountChanged(ImmutableArray<Rational> point) => point.Where((x, j) => x != Query.Point[j]).Count();

    /// <summary>The distance from the point.</summary>
    public ExactDistance DistanceTo(ImmutableArray<Rational> point) => ExactDistance.OfVector(Norm, [.. point.Zip(Query.Point, static (x, p) => x - p)]);

    /// <summary>The rival all of whose rows hold, and of several the one with the least first row; null where there is none.</summary>
    private static int? OtherAt(RadiusClaim claim, ImmutableArray<Rational> output)
    {
        int? best = null;
        Rational least = Rational.Zero;
        foreach ((int rival, ImmutableArray<PropertyRow> rows) in claim.Others(output.Length).Zip(claim.Unsafe(output.Length)))
        {
            Rational first = ValueOf(rows[0], output);
            if ((best is null || first < least) && rows.All(row => ValueOf(row, output).Sign <= 0))
            {
                (best, least) = (rival, first);
            }
        }

        return best;
    }

    private static Rational ValueOf(PropertyRow row, ImmutableArray<Rational> output)
        => row.Outputs.Aggregate(Rational.Zero, (sum, term) => sum + (term.Coefficient * output[term.Index]));

    /// <summary>The decision where the outputs are these: the first of the largest; a single one is its sign, 1 where it is not negative.</summary>
    public static int DecisionAt(ImmutableArray<Rational> output)
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
