using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Turns floating multipliers into proved ones where there is slack: rounds them to short dyadics λ ≥ 0, charges the residual ρ = a − Σλᵢaᵢ to the sides
/// of the box and bounds Σλᵢb′ᵢ + Σⱼ max(ρⱼu′ⱼ, ρⱼl′ⱼ) from above in doubles.
/// </summary>
/// <remarks>
/// Seen from an interior point all offsets b′, u′, −l′ are positive, so only the residual cancels. With n multipliers each ρⱼ lies within
/// (n + 8)·u·(|ãⱼ| + Σλᵢ|ãᵢⱼ|) + 10⁻²⁵⁰ of its computed value (n products, n subtractions, the mirror's rounding), and the final sum of n + 2d positive
/// terms is inflated by 1 + (n + 2d + 16)·2u (offsets below <see cref="LeastOffset"/> are not used, so that no rounding underflows). Translating both sides by ⟨a, z⟩ shows that the inequality in y is the one in x.
/// </remarks>
internal sealed class MultiplierRounding
{
    private const double Unit = 1.1102230246251565e-16;
    private const double LeastOffset = 1e-250;
    private static readonly int[] Precisions = [14, 28, 50];

    private readonly HRepresentation _local;
    private readonly BoxSides _box;
    private readonly double[] _upper;
    private readonly double[] _lower;
    private readonly double[] _rounded;
    private readonly int[] _support;

    public MultiplierRounding(HRepresentation local, BoxSides box)
    {
        _local = local;
        _box = box;
        _upper = [.. box.Upper.Select((row, j) => Distance(row, j))];
        _lower = [.. box.Lower.Select((row, j) => Distance(row, j))];
        _rounded = new double[local.Count];
        _support = new int[local.Count];
    }

    /// <summary>Whether residuals can be charged at all.</summary>
    public bool HasSides { get; private set; }

    /// <summary>
    /// Proves that <paramref name="row"/> follows from <paramref name="rows"/> and the box, or returns default. The weights are proposals in the
    /// scale of the mirror; negative and non-finite ones count as zero.
    /// </summary>
    public ImmutableArray<RowMultiplier> TryProve(int row, ReadOnlySpan<int> rows, ReadOnlySpan<double> weights)
    {
        if (!HasSides || !(_local.Offsets[row] > LeastOffset))
        {
            return default;
        }

        double largest = 0;
        foreach (double weight in weights)
        {
            largest = double.IsFinite(weight) ? Math.Max(largest, weight) : largest;
        }

        if (largest is not (0 or (> 1e-40 and < 1e40)))
        {
            return default;
        }

        foreach (int bits in Precisions)
        {
            double unit = largest == 0 ? 1 : double.ScaleB(1, double.ILogB(largest) + 1 - bits);
            int count = 0;
            for (int k = 0; k < rows.Length; k++)
            {
                double value = double.IsFinite(weights[k]) ? Math.Floor((weights[k] / unit) + 0.5) * unit : 0;
                if (value > 0)
                {
                    _support[count] = rows[k];
                    _rounded[count++] = value;
                }
            }

            double bound = UpperBound(row, _support.AsSpan(0, count), _rounded.AsSpan(0, count));
            if (bound < _local.Offsets[row] * (1 - (4 * Unit)))
            {
                return Exact(row, count);
            }

            if (largest == 0)
            {
                break;
            }
        }

        return default;
    }

    private double UpperBound(int row, ReadOnlySpan<int> support, ReadOnlySpan<double> weights)
    {
        double charged = 0, largest = 0, total = 1e-300 * (support.Length + (2 * _local.Dimension) + 1);
        for (int k = 0; k < support.Length; k++)
        {
            if (!(_local.Offsets[support[k]] > LeastOffset))
            {
                return double.PositiveInfinity;
            }

            total += weights[k] * _local.Offsets[support[k]];
        }

        double factor = (support.Length + 8) * Unit;
        for (int j = 0; j < _local.Dimension; j++)
        {
            ReadOnlySpan<double> column = _local.Columns.Slice(j * _local.Stride, _local.Count);
            double residual = column[row];
            double magnitude = Math.Abs(residual);
            largest = Math.Max(largest, magnitude);
            for (int k = 0; k < support.Length; k++)
            {
                double product = weights[k] * column[support[k]];
                residual -= product;
                magnitude += Math.Abs(product);
            }

            double error = (factor * magnitude) + 1e-250;
            double up = Math.Max(0, residual + error), down = Math.Max(0, error - residual);
            total += Math.Max(up == 0 ? 0 : up * _upper[j], down == 0 ? 0 : down * _lower[j]);
            charged += Math.Max(up, down);
        }

        // See RowVerdict.Redundant: a redundant side may charge sides only with a total below 1 in its own scale, that is, after
        // division by its one nonzero coefficient.
        return _box.IsSide(row) && !(charged < 0.5 * largest)
            ? double.PositiveInfinity
            : total * (1 + ((support.Length + (2 * _local.Dimension) + 16) * 2 * Unit));
    }

    private ImmutableArray<RowMultiplier> Exact(int row, int count)
    {
        ImmutableArray<RowMultiplier>.Builder multipliers = ImmutableArray.CreateBuilder<RowMultiplier>(count);
        for (int k = 0; k < count; k++)
        {
            (long mantissa, int exponent) = DoubleParts.Of(_rounded[k]);
            int shift = exponent + _local.ScaleExponent(row) - _local.ScaleExponent(_support[k]);
            multipliers.Add(new RowMultiplier(_support[k], new Dyadic(new BigInteger(mantissa), shift).ToRational()));
        }

        multipliers.Sort(static (x, y) => x.Row.CompareTo(y.Row));
        return multipliers.MoveToImmutable();
    }

    private double Distance(int row, int coordinate)
    {
        if (row < 0 || !(_local.Offsets[row] > LeastOffset))
        {
            return double.PositiveInfinity;
        }

        HasSides = true;

        // The offset and the coefficient each carry one rounding, the quotient a third.
        return _local.Offsets[row] / Math.Abs(_local.Columns[(coordinate * _local.Stride) + row]) * (1 + (8 * Unit));
    }
}
