using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Verification.Tests.Radii;

/// <summary>The distance by enumeration: the least exact distance over all regions of a box and all rivals.</summary>
internal static class RadiusOracle
{
    /// <summary>The distance to {another class (or the target) ties or wins} within the box; null where the box holds no such point.</summary>
    public static ExactDistance? Distance(ReluNetwork network, ImmutableArray<Rational> point, Box box, VectorNorm norm, int label, int? target)
    {
        Sink sink = new(network, point, box, norm, label, target);
        RegionEnumerator.Enumerate(EnumerationQuery.InBox(network, box) with { Threads = 1 }, sink);
        return sink.Least;
    }

    private sealed class Sink(ReluNetwork network, ImmutableArray<Rational> point, Box box, VectorNorm norm, int label, int? target) : IRegionSink
    {
        public ExactDistance? Least { get; private set; }

        public bool Accept(EnumeratedRegion region)
        {
            RegionForms forms = ExactForms.Along(network, region.Pattern);
            List<HalfSpace> rows = [];
            for (int j = 0; j < point.Length; j++)
            {
                Rational[] unit = [.. Enumerable.Range(0, point.Length).Select(k => (Rational)(k == j ? 1 : 0))];
                rows.Add(Row(unit, box.Upper[j]));
                rows.Add(Row([.. unit.Select(static x => -x)], -box.Lower[j]));
            }

            for (int layer = 0; layer < forms.HiddenLayers.Length; layer++)
            {
                (ImmutableArray<ImmutableArray<Rational>> matrix, ImmutableArray<Rational> constants) = forms.HiddenLayers[layer].ToMap();
                for (int n = 0; n < matrix.Length; n++)
                {
                    int sign = region.Pattern[layer, n] == ActivationPhase.Active ? -1 : 1;
                    rows.Add(Row([.. matrix[n].Select(a => sign * a)], -sign * constants[n]));
                }
            }

            (ImmutableArray<ImmutableArray<Rational>> map, ImmutableArray<Rational> offsets) = forms.Output.ToMap();
            foreach (int rival in Enumerable.Range(0, Math.Max(2, map.Length)).Where(j => j != label && (target is null || j == target)))
            {
                HalfSpace beyond = map.Length > 1
                    ? Row([.. map[label].Zip(map[rival], static (a, b) => a - b)], offsets[rival] - offsets[label])
                    : label == 1 ? Row([.. map[0]], -offsets[0]) : Row([.. map[0].Select(static a => -a)], offsets[0]);
                NearestPointOutcome outcome = NearestPoint.Find(new HRepresentation(point.Length, [.. rows, beyond]), point, norm, new DenseSimplex(), ExactBudget.Default, CancellationToken.None);
                Assert.IsNotType<NearestPointOutcome.Unknown>(outcome);
                if (outcome is NearestPointOutcome.Found found && !(found.Distance >= Least))
                {
                    Least = found.Distance;
                }
            }

            return true;
        }

        private static HalfSpace Row(Rational[] normal, Rational offset)
        {
            (System.Numerics.BigInteger[] integers, _) = RationalVector.ToHomogeneous([.. normal, offset]);
            return new HalfSpace([.. integers[..^1]], integers[^1]);
        }
    }
}
