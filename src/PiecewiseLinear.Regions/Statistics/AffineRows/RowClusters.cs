using System.Collections.Immutable;

namespace PiecewiseLinear.Regions;

/// <summary>One line of the table of <see cref="RowClusters.Study"/>.</summary>
/// <param name="Clusters">The number of clusters asked for, for each output.</param>
/// <param name="Correct">How many of the test points keep their class when each row is replaced by the nearest center.</param>
/// <param name="Examples">The number of test points.</param>
public sealed record ClusteredAccuracy(int Clusters, int Correct, int Examples);

/// <summary>
/// How much of a network is left when the affine rows over a data set are clustered to few (Sattelberg et al. 2023): for each output the rows of the training points are clustered by k-means, each test
/// point's row is replaced by the nearest center, and the accuracy is counted again. Descriptive: doubles throughout.
/// </summary>
/// <remarks>Lloyd's algorithm from k-means++ seeds (Arthur and Vassilvitskii 2007), until nothing moves or after 50 rounds. Same seed, same clusters, whatever the number of threads.</remarks>
public static class RowClusters
{
    private const int MaxRounds = 50;

    /// <summary>The accuracy for each number of clusters; numbers above the number of training rows give each row its own center.</summary>
    /// <param name="training">The rows that are clustered.</param>
    /// <param name="test">The rows of the test points.</param>
    /// <param name="examples">The test points with their classes.</param>
    /// <param name="counts">The numbers of clusters.</param>
    /// <param name="seed">The seed of the first centers.</param>
    /// <param name="threads">How many threads may work, at least 1.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The tables do not belong to one network, or the examples not to the test rows.</exception>
    public static ImmutableArray<ClusteredAccuracy> Study(
        AffineRowTable training,
        AffineRowTable test,
        LabelledPoints examples,
        IEnumerable<int> counts,
        ulong seed,
        int threads,
        CancellationToken cancellationToken)
    {
        if (training.Outputs != test.Outputs || training.Inputs != test.Inputs || test.Points != examples.Points.Length || training.Points == 0)
        {
            throw new ArgumentException(
                $"rows of {training.Points} points ({training.Outputs} outputs, {training.Inputs} inputs) cannot be studied on {test.Points} rows ({test.Outputs}, {test.Inputs}) of "
                + $"{examples.Points.Length} examples",
                nameof(training));
        }

        ImmutableArray<ClusteredAccuracy>.Builder table = ImmutableArray.CreateBuilder<ClusteredAccuracy>();
        foreach (int count in counts)
        {
            double[][][] centers = new double[training.Outputs][][];
            Parallel.For(0, centers.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, k =>
            {
                double[][] rows = [.. Enumerable.Range(0, training.Points).Select(p => training.Row(p, k).ToArray())];
                centers[k] = Cluster(rows, count, new SeededIntegers(seed, 2, count, k), cancellationToken);
            });
            table.Add(new ClusteredAccuracy(
                count,
                examples.Correct(test.Outputs, (p, k) => centers[k][Nearest(centers[k], test.Row(p, k)).Index]),
                test.Points));
        }

        return table.ToImmutable();
    }

    /// <summary>The centers of k-means on the given rows.</summary>
    internal static double[][] Cluster(double[][] rows, int count, SeededIntegers random, CancellationToken cancellationToken)
    {
        if (count >= rows.Length)
        {
            return rows;
        }

        double[][] centers = Seeds(rows, count, ref random);
        int[] nearest = new int[rows.Length];
        for (int round = 0; round < MaxRounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool moved = round == 0;
            for (int p = 0; p < rows.Length; p++)
            {
                int index = Nearest(centers, rows[p]).Index;
                moved |= index != nearest[p];
                nearest[p] = index;
            }

            if (!moved)
            {
                break;
            }

            centers = Means(rows, nearest, centers);
        }

        return centers;
    }

    /// <summary>k-means++: each further seed is a row chosen with a chance proportional to its squared distance from the seeds so far.</summary>
    private static double[][] Seeds(double[][] rows, int count, ref SeededIntegers random)
    {
        List<double[]> seeds = [rows[random.Below(rows.Length)]];
        double[] squares = [.. Enumerable.Repeat(double.PositiveInfinity, rows.Length)];
        while (seeds.Count < count)
        {
            double total = 0;
            for (int p = 0; p < rows.Length; p++)
            {
                squares[p] = Math.Min(squares[p], AffineRowTable.SquaredDistance(rows[p], seeds[^1]));
                total += squares[p];
            }

            if (!(total > 0))
            {
                break;
            }

            double left = random.NextDouble() * total;
            int chosen = Array.FindIndex(squares, square => (left -= square) < 0);
            seeds.Add(rows[chosen >= 0 ? chosen : Array.IndexOf(squares, squares.Max())]);
        }

        return [.. seeds];
    }

    private static double[][] Means(double[][] rows, int[] nearest, double[][] centers)
    {
        double[][] means = [.. centers.Select(static center => new double[center.Length])];
        int[] members = new int[centers.Length];
        for (int p = 0; p < rows.Length; p++)
        {
            members[nearest[p]]++;
            for (int j = 0; j < rows[p].Length; j++)
            {
                means[nearest[p]][j] += rows[p][j];
            }
        }

        for (int c = 0; c < means.Length; c++)
        {
            means[c] = members[c] == 0 ? centers[c] : [.. means[c].Select(sum => sum / members[c])];
        }

        return means;
    }

    private static (int Index, double Square) Nearest(double[][] centers, ReadOnlySpan<double> row)
    {
        (int Index, double Square) best = (0, double.PositiveInfinity);
        for (int c = 0; c < centers.Length; c++)
        {
            double square = AffineRowTable.SquaredDistance(centers[c], row);
            best = square < best.Square ? (c, square) : best;
        }

        return best;
    }
}
