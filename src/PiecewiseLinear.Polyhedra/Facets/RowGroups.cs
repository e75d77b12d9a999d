using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Rows sorted by equality up to a positive factor: rows with parallel normals form a class, the tightest of a class form a group with one
/// representative (a box side, else the lowest index), the others are weaker.
/// </summary>
/// <remarks>
/// Candidates come from a signature: the mirror's normal divided by its largest magnitude, dotted with fixed weights in [1, 2). For exact
/// multiples each entry of the two normalized rows differs by at most 4u relative (two roundings of the mirror, one of the division, each side), so
/// the signatures differ by at most (d + 16)·2u·Σ wⱼ|sⱼ| in all and equal rows are always in each other's window; whatever else is in the window is
/// told apart by exact cross multiplication. O(n log n + n·d) when few rows coincide.
/// </remarks>
internal sealed class RowGroups
{
    private const double Unit = 1.1102230246251565e-16;

    private readonly int[] _class;
    private readonly int[] _representative;

    public RowGroups(HRepresentation rows, BoxSides box)
    {
        _class = new int[rows.Count];
        _representative = new int[rows.Count];
        IsTrivial = new bool[rows.Count];
        Classify(rows);
        ChooseRepresentatives(rows, box);
    }

    /// <summary>Which rows have a zero normal.</summary>
    public bool[] IsTrivial { get; }

    /// <summary>The row that stands for the tightest rows parallel to this one (a trivial row stands for itself).</summary>
    public int TightestParallel(int row) => _representative[_class[row]];

    /// <summary>Whether the row equals its <see cref="TightestParallel"/> up to a positive factor.</summary>
    public bool[] IsTightest { get; private set; } = [];

    /// <summary>Whether the row is the representative of a group.</summary>
    public bool IsRepresentative(int row) => !IsTrivial[row] && TightestParallel(row) == row;

    /// <summary>The factor f &gt; 0 with normal(<paramref name="row"/>) = f · normal(<paramref name="other"/>), for parallel rows.</summary>
    public static Rational Factor(HRepresentation rows, int row, int other)
    {
        int pivot = Pivot(rows.Rows[row]);
        return new Rational(rows.Rows[row].Normal[pivot], rows.Rows[other].Normal[pivot]);
    }

    private void Classify(HRepresentation rows)
    {
        double[] signatures = new double[rows.Count];
        double[] windows = new double[rows.Count];
        Sign(rows, signatures, windows);
        int[] order = new int[rows.Count];
        int count = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            _class[i] = i;
            IsTrivial[i] = rows.Rows[i].IsTrivial;
            if (!IsTrivial[i])
            {
                order[count++] = i;
            }
        }

        double[] keys = new double[count];
        for (int k = 0; k < count; k++)
        {
            keys[k] = signatures[order[k]];
        }

        Array.Sort(keys, order, 0, count);
        double widest = windows.Length == 0 ? 0 : windows.Max();
        for (int k = 0; k < count; k++)
        {
            for (int m = k - 1; m >= 0 && keys[k] - keys[m] <= 2 * widest; m--)
            {
                int i = order[k], other = order[m];
                if (_class[other] == other && keys[k] - keys[m] <= windows[i] + windows[other] && Parallel(rows.Rows[i], rows.Rows[other]))
                {
                    _class[i] = other;
                    break;
                }
            }
        }
    }

    private static void Sign(HRepresentation rows, Span<double> signatures, Span<double> windows)
    {
        double[] largest = new double[rows.Count];
        for (int j = 0; j < rows.Dimension; j++)
        {
            ReadOnlySpan<double> column = rows.Columns.Slice(j * rows.Stride, rows.Count);
            for (int i = 0; i < column.Length; i++)
            {
                largest[i] = Math.Max(largest[i], Math.Abs(column[i]));
            }
        }

        double weight = 1;
        for (int j = 0; j < rows.Dimension; j++)
        {
            // Weights from the golden ratio: well spread in [1, 2), the same everywhere.
            weight += 0.6180339887498949;
            weight = weight >= 2 ? weight - 1 : weight;
            ReadOnlySpan<double> column = rows.Columns.Slice(j * rows.Stride, rows.Count);
            for (int i = 0; i < column.Length; i++)
            {
                double term = largest[i] == 0 ? 0 : weight * (column[i] / largest[i]);
                signatures[i] += term;
                windows[i] += Math.Abs(term);
            }
        }

        for (int i = 0; i < windows.Length; i++)
        {
            windows[i] = ((rows.Dimension + 16) * 2 * Unit * windows[i]) + 1e-300;
        }
    }

    private static int Pivot(HalfSpace row)
    {
        int pivot = 0;
        while (row.Normal[pivot].IsZero)
        {
            pivot++;
        }

        return pivot;
    }

    private static bool Parallel(HalfSpace left, HalfSpace right)
    {
        int pivot = Pivot(left);
        BigInteger l = left.Normal[pivot], r = right.Normal[pivot];
        if (l.Sign != r.Sign)
        {
            return false;
        }

        for (int j = 0; j < left.Normal.Length; j++)
        {
            BigInteger x = left.Normal[j], y = right.Normal[j];
            if (x.Sign != y.Sign || (!x.IsZero && x * r != y * l))
            {
                return false;
            }
        }

        return true;
    }

    private void ChooseRepresentatives(HRepresentation rows, BoxSides box)
    {
        Array.Fill(_representative, -1);
        for (int i = 0; i < rows.Count; i++)
        {
            int best = _representative[_class[i]];
            int order = best < 0 ? -1 : CompareOffsets(rows.Rows[i], rows.Rows[best]);
            if (order < 0 || (order == 0 && box.IsSide(i) && !box.IsSide(best)))
            {
                _representative[_class[i]] = i;
            }
        }

        IsTightest = new bool[rows.Count];
        for (int i = 0; i < rows.Count; i++)
        {
            int best = _representative[_class[i]];
            IsTightest[i] = best == i || (!IsTrivial[i] && CompareOffsets(rows.Rows[i], rows.Rows[best]) == 0);
        }
    }

    private static int CompareOffsets(HalfSpace left, HalfSpace right)
    {
        int pivot = Pivot(left);
        return (left.Offset * BigInteger.Abs(right.Normal[pivot])).CompareTo(right.Offset * BigInteger.Abs(left.Normal[pivot]));
    }
}
