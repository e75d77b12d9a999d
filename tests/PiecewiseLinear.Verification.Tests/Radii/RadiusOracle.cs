using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Verification.Tests.Radii;

/// <summary>The distance by enumeration: the least exact distance over all regions of a box and all rivals.</summary>
internal static class RadiusOracle
{
    /// <summary>The distance to the set of a question within a box, with at most so many changed inputs; null where the box holds no such point.</summary>
    public static ExactDistance? Distance(RadiusQuery query, Box box, int label)
    {
        Sink sink = new(query, box, label);
        RegionEnumerator.Enumerate(EnumerationQuery.InBox(query.Network, box) with { Threads = 1 }, sink);
        return sink.Least;
    }

    private sealed class Sink(RadiusQuery query, Box box, int label) : IRegionSink
    {
        public ExactDistance? Least { get; private set; }

        public bool Accept(EnumeratedRegion region)
        {
            ImmutableArray<Rational> point = query.Point;
            RegionForms forms = ExactForms.Along(query.Network, region.Pattern);
            List<HalfSpace> rows = [];
            for (int j = 0; j < point.Length; j++)
            {
                ImmutableArray<Rational> unit = [.. Enumerable.Range(0, point.Length).Select(k => (Rational)(k == j ? 1 : 0))];
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
            foreach (int rival in Enumerable.Range(0, Math.Max(2, map.Length)).Where(j => j != label && (query.Target is null || j == query.Target)))
            {
                List<HalfSpace> goal = [.. Goal(map, offsets, rival)];
                foreach (IEnumerable<HalfSpace> kept in Supports(point, query.MaxChanged))
                {
                    NearestPointOutcome outcome = NearestPoint.Find(
                        new HRepresentation(point.Length, [.. rows, .. goal, .. kept]), point, query.Norm, new DenseSimplex(), ExactBudget.Default, CancellationToken.None);
                    Assert.IsNotType<NearestPointOutcome.Unknown>(outcome);
                    if (outcome is NearestPointOutcome.Found found && !(found.Distance >= Least))
                    {
                        Least = found.Distance;
                    }
                }
            }

            return true;
        }

        /// <summary>What must hold of the outputs for a rival, as differences that are not positive.</summary>
        private IEnumerable<HalfSpace> Goal(ImmutableArray<ImmutableArray<Rational>> map, ImmutableArray<Rational> offsets, int rival)
        {
            if (map.Length == 1)
            {
                if (label == 1 || query.Goal == RadiusGoal.Boundary)
                {
                    yield return Row([.. map[0]], -offsets[0]);
                }

                if (label == 0 || query.Goal == RadiusGoal.Boundary)
                {
                    yield return Row([.. map[0].Select(static a => -a)], offsets[0]);
                }

                yield break;
            }

            // The rival is at least as large as the label, or as every output; for the boundary the label is as large as the rival.
            foreach (int k in query.Goal == RadiusGoal.Beaten ? [label] : Enumerable.Range(0, map.Length).Where(k => k != rival))
            {
                yield return AtMost(k, rival);
            }

            if (query.Goal == RadiusGoal.Boundary)
            {
                yield return AtMost(rival, label);
            }

            HalfSpace AtMost(int less, int more) => Row([.. map[less].Zip(map[more], static (a, b) => a - b)], offsets[more] - offsets[less]);
        }

        /// <summary>For every set of so many inputs that all others keep their values.</summary>
        private static IEnumerable<IEnumerable<HalfSpace>> Supports(ImmutableArray<Rational> point, int? most)
        {
            for (int set = 0; set < 1 << point.Length; set++)
            {
                if (int.PopCount(set) == Math.Min(most ?? point.Length, point.Length))
                {
                    yield return Enumerable.Range(0, point.Length).Where(j => (set >> j & 1) == 0).SelectMany(j => (HalfSpace[])[Side(point, j, 1), Side(point, j, -1)]);
                }
            }
        }

        private static HalfSpace Side(ImmutableArray<Rational> point, int input, int sign) => Row([.. point.Select((_, j) => (Rational)(j == input ? sign : 0))], sign * point[input]);

        private static HalfSpace Row(ImmutableArray<Rational> normal, Rational offset) => HalfSpace.OfRationals(normal, offset).Row;
    }
}
