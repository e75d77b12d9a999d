using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>A pointed cone {y : ⟨fᵢ, y⟩ ≥ 0} by its extreme rays, with the set of tight rows of each, cut by one row after another.</summary>
internal sealed class DoubleDescription
{
    private readonly List<BigInteger[]> _forms;
    private readonly int _words;
    private List<(BigInteger[] Ray, ulong[] Tight)> _rays;

    /// <summary>The simplicial cone of d + 1 independent rows: ray k is tight on all of them but the k-th.</summary>
    public DoubleDescription(List<BigInteger[]> forms, int[] basis)
    {
        _forms = forms;
        _words = (forms.Count + 63) / 64;
        _rays = [];
        BigInteger[][] matrix = [.. basis.Select(i => forms[i])];
        for (int k = 0; k < basis.Length; k++)
        {
            BigInteger[] unit = new BigInteger[basis.Length];
            unit[k] = BigInteger.One;
            var solution = FractionFree.Solve(matrix, unit) ?? throw new ArgumentException("the rows are dependent, expected independent ones", nameof(basis));
            BigInteger[] ray = IntegerVector.Primitive([.. solution.Numerators.Select(x => x * solution.Denominator.Sign)]);
            ulong[] tight = new ulong[_words];
            for (int m = 0; m < basis.Length; m++)
            {
                if (m != k)
                {
                    Mark(tight, basis[m]);
                }
            }

            _rays.Add((ray, tight));
        }
    }

    /// <summary>The extreme rays, primitive integer vectors.</summary>
    public IEnumerable<BigInteger[]> Rays => _rays.Select(static r => r.Ray);

    /// <summary>Cuts the cone by a row; false when there would be more rays than allowed (the cone is then no longer usable).</summary>
    public bool Cut(int form, int maxRays, CancellationToken cancellationToken)
    {
        BigInteger[] values = [.. _rays.Select(r => IntegerVector.Dot(_forms[form], r.Ray))];
        List<(BigInteger[] Ray, ulong[] Tight)> kept = [];
        for (int k = 0; k < values.Length; k++)
        {
            if (values[k].IsZero)
            {
                Mark(_rays[k].Tight, form);
            }

            if (values[k].Sign >= 0)
            {
                kept.Add(_rays[k]);
            }
        }

        ulong[] common = new ulong[_words];
        for (int p = 0; p < values.Length; p++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int n = 0; n < values.Length && values[p].Sign > 0; n++)
            {
                if (values[n].Sign < 0 && Adjacent(p, n, common))
                {
                    ulong[] tight = [.. common];
                    Mark(tight, form);
                    kept.Add((Between(p, n, values[p], -values[n]), tight));
                    if (kept.Count > maxRays)
                    {
                        return false;
                    }
                }
            }
        }

        _rays = kept;
        return true;
    }

    private bool Adjacent(int p, int n, ulong[] common)
    {
        int tight = 0;
        for (int w = 0; w < _words; w++)
        {
            common[w] = _rays[p].Tight[w] & _rays[n].Tight[w];
            tight += BitOperations.PopCount(common[w]);
        }

        if (tight < _forms[0].Length - 2)
        {
            return false;
        }

        for (int k = 0; k < _rays.Count; k++)
        {
            if (k != p && k != n && Contains(_rays[k].Tight, common))
            {
                return false;
            }
        }

        return true;
    }

    private BigInteger[] Between(int p, int n, BigInteger positive, BigInteger negative)
        => IntegerVector.Primitive([.. _rays[p].Ray.Zip(_rays[n].Ray, (x, y) => (x * negative) + (y * positive))]);

    private static bool Contains(ulong[] set, ulong[] subset)
    {
        for (int w = 0; w < set.Length; w++)
        {
            if ((subset[w] & ~set[w]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static void Mark(ulong[] set, int index) => set[index / 64] |= 1UL << (index % 64);
}
