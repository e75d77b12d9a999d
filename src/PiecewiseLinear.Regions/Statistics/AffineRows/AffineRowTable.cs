using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The affine rows of a network over a set of points (Sattelberg et al., Frontiers in Artificial Intelligence 2023, arXiv 2012.01940): for each point and output the row (a, b) with
/// output = ⟨a, x⟩ + b on the point's region.
/// </summary>
/// <remarks>
/// Equality of rows is exact. The doubles of <see cref="Row"/> are correctly rounded and serve the descriptive studies. A point on walls has the row of the pattern in which neurons that
/// are zero there count as inactive; the value at the point is the same for all regions that meet there.
/// </remarks>
public sealed class AffineRowTable
{
    private readonly double[] _rows;
    private readonly int[] _classes;

    private AffineRowTable(int points, int outputs, int inputs, double[] rows, int[] classes)
    {
        (Points, Outputs, Inputs, _rows, _classes) = (points, outputs, inputs, rows, classes);
    }

    /// <summary>The number of points.</summary>
    public int Points { get; }

    /// <summary>The number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>The number of inputs d; a row has d + 1 numbers, the constant last.</summary>
    public int Inputs { get; }

    /// <summary>The row of an output at a point, correctly rounded.</summary>
    public ReadOnlySpan<double> Row(int point, int output) => _rows.AsSpan(((point * Outputs) + output) * (Inputs + 1), Inputs + 1);

    /// <summary>The number of the row's class of exactly equal rows of that output, numbered by first points.</summary>
    public int ClassOf(int point, int output) => _classes[(point * Outputs) + output];

    /// <summary>How many different rows an output has over the points, exactly.</summary>
    public int DistinctRows(int output) => Points == 0 ? 0 : Enumerable.Range(0, Points).Max(p => ClassOf(p, output)) + 1;

    /// <summary>How many different affine maps (all outputs together) there are over the points, exactly.</summary>
    public int DistinctMaps()
        => Enumerable.Range(0, Points).Select(p => string.Join(' ', Enumerable.Range(0, Outputs).Select(k => ClassOf(p, k)))).Distinct(StringComparer.Ordinal).Count();

    /// <summary>
    /// The figure of the paper: rows of an output that lie farther than <paramref name="threshold"/> (Euclidean, in doubles) from each row kept before them, taken in the order of the points. Descriptive; it
    /// depends on the order.
    /// </summary>
    public int RowsFartherThan(double threshold, int output, CancellationToken cancellationToken)
    {
        List<int> kept = [];
        for (int p = 0; p < Points; p++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!kept.Exists(q => SquaredDistance(Row(p, output), Row(q, output)) < threshold * threshold))
            {
                kept.Add(p);
            }
        }

        return kept.Count;
    }

    /// <summary>The rows of a network at points.</summary>
    /// <remarks>One composition of the network for each different pattern.</remarks>
    /// <param name="network">The network.</param>
    /// <param name="points">The points, one rational an input.</param>
    /// <param name="threads">How many threads may work, at least 1.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="RegionQueryException">A point has another length than the network has inputs.</exception>
    public static AffineRowTable Find(
        ReluNetwork network, IReadOnlyList<ImmutableArray<Rational>> points, int threads, CancellationToken cancellationToken)
    {
        PatternBatch batch = PatternBatch.Find(network, points, threads, cancellationToken);
        int outputs = network.OutputDimension, width = network.InputDimension + 1;
        double[] rows = new double[(long)points.Count * outputs * width];
        int[] classes = new int[points.Count * outputs];
        ExactRowClasses[] known = [.. Enumerable.Range(0, outputs).Select(static _ => new ExactRowClasses())];
        foreach ((ImmutableArray<int> group, LayerForms output) in OrderedWork.Run(
            PatternDistances.SharedPatterns(batch),
            threads,
            (group, _, token) => (group, ExactForms.Along(network, batch.PatternOf(group[0]), token).Output),
            cancellationToken))
        {
            for (int k = 0; k < outputs; k++)
            {
                Span<double> row = rows.AsSpan(((group[0] * outputs) + k) * width, width);
                Round(output, k, row);
                int found = known[k].Find(output, k, row);
                foreach (int p in group)
                {
                    row.CopyTo(rows.AsSpan(((p * outputs) + k) * width, width));
                    classes[(p * outputs) + k] = found;
                }
            }
        }

        return new AffineRowTable(points.Count, outputs, network.InputDimension, rows, classes);
    }

    internal static double SquaredDistance(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int j = 0; j < x.Length; j++)
        {
            sum += (x[j] - y[j]) * (x[j] - y[j]);
        }

        return sum;
    }

    private static void Round(LayerForms output, int index, Span<double> row)
    {
        if (output[index] is not { } form)
        {
            row.Clear();
            return;
        }

        int exponent = form.Round(row);
        double divisor = (double)output.Divisor;
        for (int j = 0; j < row.Length; j++)
        {
            row[j] = Math.ScaleB(row[j], exponent) / divisor;
        }
    }

    /// <summary>Classes of exactly equal rows: equal rows round to equal doubles, so only rows with equal doubles are compared exactly.</summary>
    private sealed class ExactRowClasses
    {
        private readonly Dictionary<int, List<(LayerForms Forms, int Index, int Class)>> _byHash = [];
        private int _count;

        public int Find(LayerForms forms, int index, ReadOnlySpan<double> rounded)
        {
            HashCode hash = default;
            hash.AddBytes(MemoryMarshal.AsBytes(rounded));
            if (!_byHash.TryGetValue(hash.ToHashCode(), out List<(LayerForms Forms, int Index, int Class)>? candidates))
            {
                _byHash.Add(hash.ToHashCode(), candidates = []);
            }

            foreach ((LayerForms other, int otherIndex, int found) in candidates)
            {
                if (AreEqual(forms, index, other, otherIndex))
                {
                    return found;
                }
            }

            candidates.Add((forms, index, _count));
            return _count++;
        }

        private static bool AreEqual(LayerForms x, int i, LayerForms y, int k)
        {
            if (x[i] is not { } first || y[k] is not { } second)
            {
                return x[i] is null && y[k] is null;
            }

            for (int j = 0; j < first.Columns; j++)
            {
                Rational a = first.ValueAt(j).ToRational(), b = second.ValueAt(j).ToRational();
                if ((x.Divisor == y.Divisor && a != b) || (x.Divisor != y.Divisor && a / x.Divisor != b / y.Divisor))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
