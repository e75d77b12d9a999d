using System.Collections.Immutable;
using PiecewiseLinear.Certificates.Tests.Trees;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates.Tests.Radii;

/// <summary>The distance of a point to D by going through all patterns of phases: exponential, and simple.</summary>
internal static class RadiusOracle
{
    /// <summary>The distance (for norm 2 squared) and a nearest point of D, or null if D is empty. Of the claim only the question counts.</summary>
    public static (Rational Distance, ImmutableArray<Rational> Nearest)? Find(ReluNetwork network, RadiusClaim claim)
    {
        if (!Wins(network, claim with { Target = null }, claim.Point))
        {
            return (Rational.Zero, claim.Point);
        }

        (Rational Distance, ImmutableArray<Rational> Nearest)? best = null;
        int d = network.InputDimension, neurons = network.HiddenNeurons;
        Rational?[] low = [.. Enumerable.Range(0, d).Select(j => claim.Box?.Lower[j])], high = [.. Enumerable.Range(0, d).Select(j => claim.Box?.Upper[j])];
        for (int pattern = 0; pattern < 1 << neurons; pattern++)
        {
            Dictionary<int, bool> phases = Enumerable.Range(0, neurons).ToDictionary(static n => n, n => (pattern >> n & 1) == 1);
            Rational[][][] values = LeafForms.Along(network, phases);
            Rational[][] z = LeafForms.PreActivations(network, values);
            NumberedRow[] cell = [.. LeafForms.Sides(low, high), .. z.Select((form, n) => LeafForms.AtMostZero(0, phases[n] ? [.. form.Select(static a => -a)] : form))];
            foreach (ImmutableArray<PropertyRow> rows in claim.Unsafe(network.OutputDimension))
            {
                var (point, distance, _) = LeafForms.Nearest([.. cell, LeafForms.AtMostZero(0, LeafForms.Of(rows[0], values, network.OutputNode))], claim.Point, claim.Norm);
                if (point is { } nearest && (best is null || distance < best.Value.Distance))
                {
                    best = (distance, nearest);
                }
            }
        }

        return best;
    }

    /// <summary>Whether the label wins at a point against all labels that count.</summary>
    public static bool Wins(ReluNetwork network, RadiusClaim claim, ImmutableArray<Rational> point)
    {
        ImmutableArray<Rational> y = ExactEvaluator.Evaluate(network, point);
        return y.Length == 1 ? (claim.Label == 1 ? y[0] : -y[0]).Sign > 0
            : Enumerable.Range(0, y.Length).Where(j => j != claim.Label && (claim.Target is not { } target || j == target)).All(j => y[claim.Label] > y[j]);
    }

    /// <summary>Whether a claim is true.</summary>
    public static bool IsTrue(ReluNetwork network, RadiusClaim claim)
    {
        if (Find(network, claim) is not var (distance, _))
        {
            return claim.None || (claim.Upper is null && claim.Witness is null);
        }

        bool below = !claim.None && claim.Lower <= distance;
        return below && (claim.Witness is not { } witness
            || ((claim.Box?.Contains(witness.AsSpan()) ?? true)
                && OpenBall.Distance(claim.Norm, claim.Point.AsSpan(), witness.AsSpan()) == claim.Upper
                && (!Wins(network, claim, witness) || (claim.Upper is { IsZero: true } && !Wins(network, claim with { Target = null }, claim.Point)))));
    }
}
