using System.Numerics;
using PiecewiseLinear.Exact;
using static PiecewiseLinear.Certificates.Tests.ReferenceProver.SmallLinearAlgebra;

namespace PiecewiseLinear.Certificates.Tests.Counting;

/// <summary>
/// A polytope {x : gᵢ(x) ≤ 0} with rational rows (coefficients, then the constant) and all of its vertices. Cutting it is one step of double
/// description with the algebraic test of adjacency: two vertices are neighbors iff the normals of the rows tight at both have rank ≥ k − 1.
/// </summary>
internal sealed class RationalCell
{
    private RationalCell(int dimension, IReadOnlyList<Rational[]> rows, IReadOnlyList<Rational[]> vertices)
    {
        Dimension = dimension;
        Rows = rows;
        Vertices = vertices;
    }

    public int Dimension { get; }

    /// <summary>The rows: 2c and 2c + 1 the lower and upper side of column c, then the cuts.</summary>
    public IReadOnlyList<Rational[]> Rows { get; }

    public IReadOnlyList<Rational[]> Vertices { get; }

    public Rational[] Middle => Average(Vertices);

    public static RationalCell OfBox(Rational[] lower, Rational[] upper)
    {
        int k = lower.Length;
        List<Rational[]> rows = [];
        for (int c = 0; c < k; c++)
        {
            rows.Add([.. Enumerable.Range(0, k).Select(j => (Rational)(j == c ? -1 : 0)), lower[c]]);
            rows.Add([.. Enumerable.Range(0, k).Select(j => (Rational)(j == c ? 1 : 0)), -upper[c]]);
        }

        return new RationalCell(k, rows, [.. Enumerable.Range(0, 1 << k).Select(corner => Enumerable.Range(0, k).Select(c => ((corner >> c) & 1) == 1 ? upper[c] : lower[c]).ToArray())]);
    }

    public static Rational Value(Rational[] form, Rational[] point) => Dot(form[..^1], point) + form[^1];

    public static Rational[] Negative(Rational[] form) => [.. form.Select(static v => -v)];

    public int[] Tight(Rational[] point) => [.. Enumerable.Range(0, Rows.Count).Where(i => Value(Rows[i], point).IsZero)];

    /// <summary>The part with g(x) ≤ 0; g is the last of its rows.</summary>
    public RationalCell Cut(Rational[] g)
    {
        (Rational[] Point, Rational Value, int[] Tight)[] known = [.. Vertices.Select(v => (v, Value(g, v), Tight(v)))];
        List<Rational[]> vertices = [.. known.Where(static v => v.Value.Sign <= 0).Select(static v => v.Point)];
        foreach (var above in known.Where(static v => v.Value.Sign > 0))
        {
            foreach (var below in known.Where(static v => v.Value.Sign < 0))
            {
                if (Rank([.. above.Tight.Intersect(below.Tight).Select(i => Rows[i][..^1])]) >= Dimension - 1)
                {
                    Rational t = above.Value / (above.Value - below.Value);
                    vertices.Add([.. above.Point.Zip(below.Point, (p, q) => p + (t * (q - p)))]);
                }
            }
        }

        return new RationalCell(Dimension, [.. Rows, g], vertices);
    }

    /// <summary>Whether the row holds a face of dimension k − 1.</summary>
    public bool IsFacet(int row) => AffineDimension([.. Vertices.Where(v => Value(Rows[row], v).IsZero)]) == Dimension - 1;

    /// <summary>
    /// k rows tight at a vertex where the form is largest, whose normals combine to the form's with coefficients ≥ 0; empty if the box is enough.
    /// <paramref name="usable"/> says which rows may be taken.
    /// </summary>
    public int[]? Basis(Rational[] form, Func<int, bool> usable)
    {
        Rational[] vertex = Vertices.MaxBy(v => Value(form, v))!;
        int[] tight = [.. Tight(vertex).Where(usable)];
        foreach (int[] subset in Subsets(tight.Length, Dimension, Dimension))
        {
            int[] basis = [.. subset.Select(i => tight[i])];
            if (Solve([.. basis.Select(i => Rows[i][..^1])], form[..^1]) is { } weights && weights.All(static w => w.Sign >= 0))
            {
                return basis;
            }
        }

        return null;
    }

    /// <summary>A dyadic point near a rational one, short, for which the condition holds.</summary>
    public static (BigInteger[] Numerators, int Exponent) Dyadic(Rational[] point, Func<Rational[], bool> holds)
    {
        for (int bits = 1; bits <= 4096; bits = bits < 24 ? bits + 1 : 2 * bits)
        {
            BigInteger[] numerators = [.. point.Select(x => Floor((x * (BigInteger.One << (bits + 1))) + Rational.One) >> 1)];
            if (holds([.. numerators.Select(n => new Rational(n, BigInteger.One << bits))]))
            {
                return (numerators, bits);
            }
        }

        throw new InvalidOperationException("no dyadic point with 4096 bits is near enough");
    }

    public (BigInteger[] Numerators, int Exponent) Inside(Rational[] near) => Dyadic(near, x => Rows.All(row => Value(row, x).Sign < 0));

    public static int Rank(IReadOnlyList<Rational[]> vectors)
    {
        List<Rational[]> independent = [];
        foreach (Rational[] vector in vectors)
        {
            if (vector.Any(static v => !v.IsZero) && Solve([.. independent, vector], new Rational[vector.Length]) is not null)
            {
                independent.Add(vector);
            }
        }

        return independent.Count;
    }

    private static BigInteger Floor(Rational value)
    {
        BigInteger quotient = BigInteger.DivRem(value.Numerator, value.Denominator, out BigInteger remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }
}
