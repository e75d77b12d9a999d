using System.Numerics;
using PiecewiseLinear.Exact;
using static PiecewiseLinear.Certificates.Tests.ReferenceProver.SmallLinearAlgebra;

namespace PiecewiseLinear.Certificates.Tests.ReferenceProver;

/// <summary>The largest inscribed ball by enumerating the bases of its linear program and of the dual program.</summary>
internal static class SlowBall
{
    /// <summary>The inradius, enclosed (exactly for l1 and linf), with evidence; rows are the facets.</summary>
    public static BallEvidence Find(SlowDomain domain, IReadOnlyList<SlowRow> rows, VectorNorm norm)
    {
        int d = domain.Free.Length;
        (Rational upper, WeightedRow[] multipliers)? bound = Upper(d, rows, norm);
        if (bound is null)
        {
            IReadOnlyList<SlowRow> cone = [.. rows.Select(static row => row with { Offset = Rational.Zero }), .. SlowPolyhedron.Cube(d, 1)];
            Rational[] ray = Average(SlowPolyhedron.FindVertices(d, cone));
            Rational[] apex = [.. ray.Select(v => v * 500)];
            SlowRow[] above = [.. rows];
            Rational step = above.Select(row => -row.Slack(apex) / Dot(row.Normal, ray)).Append(Rational.Zero).Max() + 3;
            Rational[] center = [.. apex.Zip(ray, (p, v) => p + (step * v))];
            Rational radius = rows.Select(row => row.Slack(center) / Norm(row, norm, up: true)).Append(Rational.One).Min();
            return new BallEvidence(norm, domain.Full(center), radius, Upper: null, [], domain.Full(ray, direction: true));
        }

        (Rational[] point, Rational lower) = Lower(d, rows, norm);
        return new BallEvidence(norm, domain.Full(point), lower, bound.Value.upper, [.. bound.Value.multipliers], Ray: null);
    }

    /// <summary>min Σλb over λ ≥ 0 with Σλa = 0 and Σλ‖a‖ = 1, the norms rounded down; null if there is no such λ.</summary>
    private static (Rational, WeightedRow[])? Upper(int d, IReadOnlyList<SlowRow> rows, VectorNorm norm)
    {
        (Rational, WeightedRow[])? best = null;
        Rational[][] columns = [.. rows.Select(row => (Rational[])[.. row.Normal, Norm(row, norm, up: false)])];
        Rational[] target = [.. new Rational[d], Rational.One];
        foreach (int[] subset in Subsets(rows.Count, 1, d + 1))
        {
            if (Solve([.. subset.Select(i => columns[i])], target) is { } weights && weights.All(static w => w.Sign >= 0))
            {
                Rational value = subset.Zip(weights).Aggregate(Rational.Zero, (sum, pair) => sum + (pair.Second * rows[pair.First].Offset));
                if (best is null || value < best.Value.Item1)
                {
                    best = (value, [.. subset.Zip(weights, (i, w) => new WeightedRow(rows[i].Name, w)).Where(static w => !w.Weight.IsZero).OrderBy(static w => w.Row, RowReference.Order)]);
                }
            }
        }

        return best;
    }

    /// <summary>max r over (c, r) with ⟨a, c⟩ + r‖a‖ ≤ b, the norms rounded up.</summary>
    private static (Rational[] Center, Rational Radius) Lower(int d, IReadOnlyList<SlowRow> rows, VectorNorm norm)
    {
        SlowRow[] lifted =
        [
            .. rows.Select(row => row with { Normal = [.. row.Normal, Norm(row, norm, up: true)] }),
            .. SlowPolyhedron.Cube(d, 1000).Select(static row => row with { Normal = [.. row.Normal, Rational.Zero] }),
        ];
        Rational[] best = SlowPolyhedron.FindVertices(d + 1, lifted).MaxBy(static vertex => vertex[^1])!;
        return (best[..d], best[^1]);
    }

    /// <summary>The dual norm of the row's normal; for l2 a neighboring multiple of 2⁻⁶⁰.</summary>
    public static Rational Norm(SlowRow row, VectorNorm norm, bool up)
    {
        if (norm != VectorNorm.L2)
        {
            Rational[] sizes = [.. row.Normal.Select(Rational.Abs)];
            return norm == VectorNorm.L1 ? sizes.Max() : sizes.Aggregate(Rational.Zero, static (sum, v) => sum + v);
        }

        Rational square = Dot(row.Normal, row.Normal);
        BigInteger scaled = (square.Numerator << 120) / square.Denominator;
        BigInteger root = (BigInteger)Math.Sqrt((double)scaled);
        while (root * root > scaled)
        {
            root -= BigInteger.Max(1, ((root * root) - scaled) / (2 * root));
        }

        while ((root + 1) * (root + 1) <= scaled)
        {
            root += BigInteger.Max(1, (scaled - (root * root)) / ((2 * root) + 2));
        }

        return new Rational(root + (up ? 1 : 0), BigInteger.One << 60);
    }
}
