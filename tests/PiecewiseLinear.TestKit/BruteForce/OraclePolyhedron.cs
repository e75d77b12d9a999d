using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.TestKit.BruteForce;

/// <summary>The questions about {x : all rows} that the oracle asks, each one linear program over the free coordinates.</summary>
internal static class OraclePolyhedron
{
    /// <summary>Whether some direction v has ⟨n, v⟩ &lt; 0 for every normal n.</summary>
    public static bool ConeHasInterior(IReadOnlyCollection<ImmutableArray<Rational>> normals, int dimension)
    {
        Rational[][] rows = [.. normals.Select(static n => (Rational[])[.. n, 1]), [.. new Rational[dimension], 1]];
        Rational[] bounds = [.. new Rational[normals.Count], 1];
        return IntegerSimplex.Maximize(rows, bounds, [.. new Rational[dimension], 1])![^1].Sign > 0;
    }

    /// <summary>A point strictly inside all rows, with short coordinates, or null: max t with ⟨a, x⟩ + t ≤ b and t ≤ 1, started below.</summary>
    public static ImmutableArray<Rational>? Interior(IReadOnlyCollection<OracleRow> rows, ImmutableArray<Rational> start)
    {
        Rational lowest = rows.Aggregate(Rational.Zero, (least, row) => Rational.Min(least, row.Slack(start))) - 1;
        Rational[][] a = [.. rows.Select(static row => (Rational[])[.. row.Normal, 1]), [.. new Rational[start.Length], 1]];
        Rational[] b = [.. rows.Select(row => row.Slack(start) - lowest), 1 - lowest];
        Rational[] step = IntegerSimplex.Maximize(a, b, [.. new Rational[start.Length], 1])!;
        ImmutableArray<Rational> point = [.. start.Zip(step, static (x, y) => x + y)];
        return (lowest + step[^1]).Sign > 0 ? Shortened(point, rows) : null;
    }

    /// <summary>The facets: after grouping positive multiples, the groups whose row can be exceeded on all the others.</summary>
    public static ImmutableArray<OracleFacet> Facets(IReadOnlyCollection<OracleRow> rows, ImmutableArray<Rational> interior)
    {
        OracleRow[][] groups = [.. rows.GroupBy(static row => row.Key()).Select(static group => group.ToArray())];
        List<OracleFacet> facets = [];
        for (int r = 0; r < groups.Length; r++)
        {
            OracleRow row = groups[r][0];
            OracleRow[] others = [.. groups.Where((_, k) => k != r).Select(static group => group[0])];
            Rational slack = row.Slack(interior);
            Rational[][] a = [.. others.Select(static other => (Rational[])[.. other.Normal]), [.. row.Normal]];
            Rational[] b = [.. others.Select(other => other.Slack(interior)), 2 * slack];
            Rational[] step = IntegerSimplex.Maximize(a, b, [.. row.Normal])!;
            Rational gain = row.Normal.Zip(step, static (x, y) => x * y).Aggregate(Rational.Zero, static (sum, term) => sum + term);
            if (gain > slack)
            {
                // The interior point is strictly inside the other rows, so is every point of the way but perhaps its end.
                Rational part = slack / gain;
                facets.Add(new OracleFacet(
                    [.. groups[r].Select(static member => member.Source)], row, [.. interior.Zip(step, (x, y) => x + (part * y))]));
            }
        }

        return [.. facets];
    }

    private static ImmutableArray<Rational> Shortened(ImmutableArray<Rational> point, IReadOnlyCollection<OracleRow> rows)
    {
        for (int bits = 2; bits <= 1024; bits *= 2)
        {
            // A coordinate that no row has (a fixed input) keeps its value.
            ImmutableArray<Rational> rounded = [.. point.Select((x, j) => rows.All(row => row.Normal[j].IsZero)
                ? x
                : new Rational(BigInteger.Divide(x.Numerator << bits, x.Denominator), BigInteger.One << bits))];
            if (rows.All(row => row.Slack(rounded).Sign > 0))
            {
                return rounded;
            }
        }

        return point;
    }
}
