using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// The loops over all rows, eight rows a vector (two vectors of four where the processor has no 512-bit registers). All pointers are to blocks whose
/// length is a multiple of 8; rows stand column by column with the given stride.
/// </summary>
internal static unsafe class RowKernels
{
    private const int Lanes = 8;

    /// <summary>slack = offsets − A·x.</summary>
    public static void Residuals(double* columns, int stride, double* offsets, double* x, int dimension, double* slack)
    {
        for (int i = 0; i < stride; i += Lanes)
        {
            Vector512<double> sum = Vector512.Load(offsets + i);
            double* column = columns + i;
            for (int j = 0; j < dimension; j++, column += stride)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Load(column), Vector512.Create(-x[j]), sum);
            }

            sum.Store(slack + i);
        }
    }

    /// <summary>
    /// change = A·direction; of the rows with gateᵢ set and changeᵢ above <paramref name="least"/> the one with the least slackᵢ/changeᵢ, and that ratio (−1 and +∞ if
    /// there is none).
    /// </summary>
    /// <remarks>The quotient is formed only where slackᵢ is below the least ratio so far times changeᵢ, so hardly ever after the first rows.</remarks>
    public static double Advance(
        double* columns, int stride, double* direction, int dimension, double* slack, long* gate, double least, double* change, out int first)
    {
        double bound = double.PositiveInfinity;
        first = -1;
        int i = 0;
        for (; i + (4 * Lanes) <= stride; i += 4 * Lanes)
        {
            Vector512<double> c0 = default, c1 = default, c2 = default, c3 = default;
            double* column = columns + i;
            for (int j = 0; j < dimension; j++, column += stride)
            {
                Vector512<double> step = Vector512.Create(direction[j]);
                c0 = Vector512.FusedMultiplyAdd(Vector512.Load(column), step, c0);
                c1 = Vector512.FusedMultiplyAdd(Vector512.Load(column + Lanes), step, c1);
                c2 = Vector512.FusedMultiplyAdd(Vector512.Load(column + (2 * Lanes)), step, c2);
                c3 = Vector512.FusedMultiplyAdd(Vector512.Load(column + (3 * Lanes)), step, c3);
            }

            c0.Store(change + i);
            c1.Store(change + i + Lanes);
            c2.Store(change + i + (2 * Lanes));
            c3.Store(change + i + (3 * Lanes));
            (bound, first) = Tighten(bound, first, i, c0, slack, gate, least);
            (bound, first) = Tighten(bound, first, i + Lanes, c1, slack, gate, least);
            (bound, first) = Tighten(bound, first, i + (2 * Lanes), c2, slack, gate, least);
            (bound, first) = Tighten(bound, first, i + (3 * Lanes), c3, slack, gate, least);
        }

        for (; i < stride; i += Lanes)
        {
            Vector512<double> c = default;
            double* column = columns + i;
            for (int j = 0; j < dimension; j++, column += stride)
            {
                c = Vector512.FusedMultiplyAdd(Vector512.Load(column), Vector512.Create(direction[j]), c);
            }

            c.Store(change + i);
            (bound, first) = Tighten(bound, first, i, c, slack, gate, least);
        }

        return bound;
    }

    /// <summary>Harris' bound: the least (slackᵢ + relaxation)/changeᵢ over the gated rows with changeᵢ above <paramref name="least"/>; +∞ if there is none.</summary>
    public static double Bound(double* slack, double* change, long* gate, int stride, double least, double relaxation)
    {
        double bound = double.PositiveInfinity;
        for (int i = 0; i < stride; i++)
        {
            if (change[i] > least && gate[i] != 0)
            {
                bound = Math.Min(bound, (slack[i] + relaxation) / change[i]);
            }
        }

        return bound;
    }

    /// <summary>Of the gated rows that are hit no later than <paramref name="bound"/>, the one with the largest change; −1 if there is none.</summary>
    public static int Pick(double* slack, double* change, long* gate, int stride, double least, double bound)
    {
        Vector512<double> threshold = Vector512.Create(least), limit = Vector512.Create(bound);
        int picked = -1;
        double largest = 0;
        for (int i = 0; i < stride; i += Lanes)
        {
            Vector512<double> c = Vector512.Load(change + i);
            Vector512<double> hit = Vector512.GreaterThan(c, threshold) & Vector512.Load(gate + i).AsDouble()
                & Vector512.LessThanOrEqual(Vector512.Load(slack + i), limit * c);
            ulong bits = hit.ExtractMostSignificantBits();
            for (; bits != 0; bits &= bits - 1)
            {
                int row = i + BitOperations.TrailingZeroCount(bits);
                if (change[row] > largest)
                {
                    largest = change[row];
                    picked = row;
                }
            }
        }

        return picked;
    }

    /// <summary>y −= factor·x over <paramref name="length"/> numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(double* y, double* x, double factor, int length)
    {
        Vector512<double> minus = Vector512.Create(-factor);
        for (int i = 0; i < length; i += Lanes)
        {
            Vector512.FusedMultiplyAdd(Vector512.Load(x + i), minus, Vector512.Load(y + i)).Store(y + i);
        }
    }

    /// <summary>⟨x, y⟩ over <paramref name="length"/> numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(double* x, double* y, int length)
    {
        Vector512<double> sum = default;
        for (int i = 0; i < length; i += Lanes)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Load(x + i), Vector512.Load(y + i), sum);
        }

        return Vector512.Sum(sum);
    }

    /// <summary>
    /// gate = active rows with slack ≥ −tolerance; answers whether every active row is among them, and in <paramref name="all"/> whether every row at all would be.
    /// </summary>
    public static bool Gate(double* slack, long* active, long* gate, int stride, double tolerance, out bool all)
    {
        Vector512<double> floor = Vector512.Create(-tolerance);
        Vector512<long> violated = default, everything = Vector512<long>.AllBitsSet;
        for (int i = 0; i < stride; i += Lanes)
        {
            Vector512<long> met = Vector512.GreaterThanOrEqual(Vector512.Load(slack + i), floor).AsInt64();
            Vector512<long> used = Vector512.Load(active + i);
            (used & met).Store(gate + i);
            violated |= Vector512.AndNot(used, met);
            everything &= met;
        }

        all = everything == Vector512<long>.AllBitsSet;
        return violated == default;
    }

    /// <summary>The active row with the least slack, if that is below −tolerance; else −1.</summary>
    public static int MostViolated(double* slack, long* active, int stride, double tolerance)
    {
        int worst = -1;
        double least = -tolerance;
        for (int i = 0; i < stride; i++)
        {
            if (slack[i] < least && active[i] != 0)
            {
                least = slack[i];
                worst = i;
            }
        }

        return worst;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (double Bound, int First) Tighten(
        double bound, int first, int i, Vector512<double> change, double* slack, long* gate, double least)
    {
        Vector512<double> earlier = Vector512.LessThan(Vector512.Load(slack + i), Vector512.Create(bound) * change);
        ulong bits = earlier.ExtractMostSignificantBits();
        return bits == 0 ? (bound, first) : Improve(bound, first, i, bits & Vector512.Load(gate + i).ExtractMostSignificantBits(), change, slack, least);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (double Bound, int First) Improve(
        double bound, int first, int i, ulong bits, Vector512<double> change, double* slack, double least)
    {
        double* changes = stackalloc double[Lanes];
        change.Store(changes);
        for (; bits != 0; bits &= bits - 1)
        {
            int lane = BitOperations.TrailingZeroCount(bits);
            double ratio = slack[i + lane] / changes[lane];
            if (changes[lane] > least && ratio < bound)
            {
                bound = ratio;
                first = i + lane;
            }
        }

        return (bound, first);
    }
}
