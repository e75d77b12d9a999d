using System.Collections.Immutable;
using PiecewiseLinear.Certificates.Tests.Trees;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates.Tests.Radii;

/// <summary>The distance of a point to D by going through all patterns of phases, and all sets of inputs that may change: exponential, and simple.</summary>
internal static class RadiusOracle
{
    /// <summary>The distance (for norm 2 squared) and a nearest point of D, or null if D is empty. Of the claim only the question counts.</summary>
    public static (Rational Distance, ImmutableArray<Rational> Nearest)? Find(ReluNetwork network, RadiusClaim claim)
    {
        if (IsPointReached(network, claim))
        {
            return (Rational.Zero, claim.Point);
        }

        (Rational Distance, ImmutableArray<Rational> Nearest)? best = null;
        int neurons = network.HiddenNeurons;
        foreach ((Rational?[] low, Rational?[] high) in Boxes(claim))
        {
            for (int pattern = 0; pattern < 1 << neurons; pattern++)
            {
                Dictionary<int, bool> phases = Enumerable.Range(0, neurons).ToDictionary(static n => n, n => (pattern >> n & 1) == 1);
                Rational[][][] values = LeafForms.Along(network, phases);
                Rational[][] z = LeafForms.PreActivations(network, values);
                NumberedRow[] cell = [.. LeafForms.Sides(low, high), .. z.Select((form, n) => LeafForms.AtMostZero(0, phases[n] ? [.. form.Select(static a => -a)] : form))];
                foreach (ImmutableArray<PropertyRow> rows in claim.Unsafe(network.OutputDimension))
                {
                    var (point, distance, _) = LeafForms.Nearest([.. cell, .. rows.Select(row => LeafForms.AtMostZero(0, LeafForms.Of(row, values, network.OutputNode)))], claim.Point, claim.Norm);
                    if (point is { } nearest && (best is null || distance < best.Value.Distance))
                    {
                        Assert.True(Reaches(network, claim, nearest) && Changed(claim, nearest) <= (claim.Changes ?? nearest.Length), "the nearest point is not in D");
                        best = (distance, nearest);
                    }
                }
            }
        }

        return best;
    }

    /// <summary>Whether a point belongs to D but for the limit of changes and the domain, as the definition says it.</summary>
    public static bool Reaches(ReluNetwork network, RadiusClaim claim, ImmutableArray<Rational> point) => Reaches(claim, ExactEvaluator.Evaluate(network, point));

    /// <summary>Whether the outputs at a point are those of a point of D.</summary>
    public static bool Reaches(RadiusClaim claim, ImmutableArray<Rational> y)
    {
        if (y.Length == 1)
        {
            return claim.Goal == RadiusGoal.Boundary ? y[0].IsZero : (claim.Label == 1 ? y[0] : -y[0]).Sign <= 0;
        }

        Rational top = y.Max(), own = y[claim.Label];
        return Enumerable.Range(0, y.Length).Where(j => j != claim.Label && (claim.Target is not { } target || j == target))
            .Any(j => claim.Goal switch { RadiusGoal.Beaten => y[j] >= own, RadiusGoal.Boundary => y[j] == own && own == top, _ => y[j] == top });
    }

    /// <summary>In how many inputs a point differs.</summary>
    public static int Changed(RadiusClaim claim, ImmutableArray<Rational> point) => point.Zip(claim.Point).Count(static pair => pair.First != pair.Second);

    /// <summary>Whether a claim is true.</summary>
    public static bool IsTrue(ReluNetwork network, RadiusClaim claim)
    {
        (Rational Distance, ImmutableArray<Rational> Nearest)? found = Find(network, claim);
        if (claim.None ? found is not null : found is var (distance, _) && claim.Lower > distance)
        {
            return false;
        }

        if (claim.Witness is not { } witness)
        {
            return true;
        }

        bool few = claim.Changes is not { } most || (claim.None ? Changed(claim, witness) == most + 1 : Changed(claim, witness) <= most);
        bool far = claim.None || OpenBall.Distance(claim.Norm, claim.Point.AsSpan(), witness.AsSpan()) == claim.Upper;
        return few && far && (claim.Box?.Contains(witness.AsSpan()) ?? true) && (Reaches(network, claim, witness) || (Changed(claim, witness) == 0 && IsPointReached(network, claim)));
    }

    /// <summary>Whether the point itself is in D whatever the target.</summary>
    private static bool IsPointReached(ReluNetwork network, RadiusClaim claim) => claim.Goal == RadiusGoal.Beaten && Reaches(network, claim with { Target = null }, claim.Point);

    /// <summary>The domain, for each set of as many inputs as may change with the others at the point.</summary>
    private static IEnumerable<(Rational?[] Low, Rational?[] High)> Boxes(RadiusClaim claim)
    {
        int d = claim.Point.Length;
        return Enumerable.Range(0, 1 << d).Where(set => int.PopCount(set) == Math.Min(d, claim.Changes ?? d)).Select(set =>
        {
            Rational?[] low = [.. Enumerable.Range(0, d).Select(j => (set >> j & 1) == 1 ? claim.Box?.Lower[j] : claim.Point[j])];
            Rational?[] high = [.. Enumerable.Range(0, d).Select(j => (set >> j & 1) == 1 ? claim.Box?.Upper[j] : claim.Point[j])];
            return (low, high);
        });
    }
}
