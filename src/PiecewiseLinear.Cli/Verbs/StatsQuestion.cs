using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The question of <c>plin stats</c>, to be asked of one network after the other.</summary>
internal sealed record StatsQuestion(string? Box, string? Points, string? Labels, VectorNorm Norm, WalkOptions? Walks, int Threads)
{
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
            Threads = Threads,
        };
        if (Points is null)
        {
            throw new BadInputException("plin stats needs --points FILE");
        }

        ImmutableArray<ImmutableArray<Rational>> points = PointTable.Points("--points", Points, inputs);
        ImmutableArray<int>? labels = Labels is null ? null : PointTable.Labels("--labels", Labels, points.Length);
        string name = Path.GetFileNameWithoutExtension(path);
        long start = TimeProvider.System.GetTimestamp();
        SummaryBuilder summary = new();
        using (StatsOutput.Records records = output.Open(name, loaded.Network))
        {
            foreach (RegionRecord record in RegionStatistics.OverPoints(query, points, cancellationToken))
            {
                summary.Add(record);
                records.Add(record);
            }
        }

        (int, int)? accuracy = labels is { } classes
            ? (PointDecisions.Find(loaded.Network, points, Threads, cancellationToken).Where((label, p) => label == classes[p]).Count(), classes.Length)
            : null;
        int dimension = query.Box is { } domain ? Enumerable.Range(0, inputs).Count(j => !domain.IsFixed(j)) : inputs;
        return new StatsAnswer(
            name,
            loaded.Sha256,
            summary.ToSummary(),
            RegionCountBounds.For(loaded.Network, dimension),
            accuracy,
            Complete: true,
            TimeProvider.System.GetElapsedTime(start));
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
