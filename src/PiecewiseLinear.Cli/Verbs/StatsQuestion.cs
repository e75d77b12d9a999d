using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The question of <c>plin stats</c>, to be asked of one network after the other.</summary>
internal sealed record StatsQuestion(string? Box, string? Points, string? Labels, VectorNorm Norm, WalkOptions? Walks, bool Volumes, int? MaxRegions, string? PatternFile, int Threads)
{
    /// <summary>The distances of all pairs are counted up to this many points; time grows with the square.</summary>
    private const int MostPairedPoints = 20_000;

    /// <summary>Measures all regions, writes the records as they come, and sums them up.</summary>
    public StatsAnswer Ask(string path, LoadedNetwork loaded, ILinearProgramSolver solver, StatsOutput output, CancellationToken cancellationToken)
    {
        int inputs = loaded.Network.InputDimension;
        StatisticsQuery query = new()
        {
            Network = loaded.Network,
            Solver = solver,
            Box = Box is null ? null : BoxText.Read("--box", Box, inputs),
            BallNorm = Norm,
            Walks = Walks,
            Volumes = Volumes,
            Threads = Threads,
        };
        if (Points is null && query.Box is null)
        {
            throw new BadInputException("plin stats: which regions? Expected --points FILE, for those of points, or --box B, for all regions of a box");
        }

        ImmutableArray<ImmutableArray<Rational>> points = Points is null ? [] : PointTable.Points("--points", Points, inputs);
        ImmutableArray<int>? labels = Labels is null ? null : PointTable.Labels("--labels", Labels, points.Length);
        string name = Path.GetFileNameWithoutExtension(path);
        long start = TimeProvider.System.GetTimestamp();
        SummaryBuilder summary = new();
        bool complete = Points is not null;
        try
        {
            using StatsOutput.Records records = output.Open(name, loaded.Network);
            EnumerationBudget budget = new() { MaxRegions = MaxRegions };
            foreach (RegionRecord record in Points is not null
                ? RegionStatistics.OverPoints(query, points, cancellationToken)
                : RegionStatistics.OverBox(query, budget, count => complete = count.Complete, null, cancellationToken))
            {
                summary.Add(record);
                records.Add(record);
            }
        }
        catch (OperationCanceledException) when (summary.Regions > 0)
        {
            // The time ran out: the records so far are what is known.
            complete = false;
        }

        (int, int)? accuracy = labels is { } classes
            ? (PointDecisions.Find(loaded.Network, points, Threads, CancellationToken.None).Where((label, p) => label == classes[p]).Count(), classes.Length)
            : null;
        int dimension = query.Box is { } domain ? Enumerable.Range(0, inputs).Count(j => !domain.IsFixed(j)) : inputs;
        return new StatsAnswer(
            name,
            loaded.Sha256,
            summary.ToSummary(),
            RegionCountBounds.For(loaded.Network, dimension),
            accuracy,
            Points is null ? null : Hamming(loaded.Network, points),
            complete,
            TimeProvider.System.GetElapsedTime(start));
    }

    /// <summary>The distances of the points' patterns, and their bytes where they are wanted.</summary>
    private HammingDistances Hamming(ReluNetwork network, ImmutableArray<ImmutableArray<Rational>> points)
    {
        PatternBatch batch = PatternBatch.Find(network, points, Threads, CancellationToken.None);
        if (PatternFile is not null)
        {
            try
            {
                File.WriteAllBytes(PatternFile, batch.Bits.Span);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
            {
                throw new BadInputException($"--patterns: cannot write '{PatternFile}': {e.Message}", e);
            }
        }

        return new HammingDistances(
            batch.Neurons,
            points.Length <= MostPairedPoints ? PatternDistances.Histogram(batch, CancellationToken.None) : [],
            Distribution.Of(PatternDistances.Consecutive(batch).Select(static distance => (double)distance)));
    }

    /// <summary>Studies the affine rows of all networks over the points.</summary>
    public RowStudy StudyRows(
        IReadOnlyList<(string Name, ReluNetwork Network)> networks, string training, IReadOnlyList<int> clusters, ulong seed, CancellationToken cancellationToken)
    {
        if (Points is null || Labels is null)
        {
            throw new BadInputException("--train: the study of affine rows needs --points FILE and --labels FILE as well");
        }

        int inputs = networks[0].Network.InputDimension;
        ImmutableArray<ImmutableArray<Rational>> points = PointTable.Points("--points", Points, inputs);
        return RowStudy.Of(
            networks,
            PointTable.Points("--train", training, inputs),
            new LabelledPoints(points, PointTable.Labels("--labels", Labels, points.Length)),
            clusters,
            seed,
            Threads,
            cancellationToken);
    }
}
