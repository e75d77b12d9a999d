using System.Collections.Immutable;
using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The affine rows of <c>plin stats … --train FILE</c>: how many differ, what clusters of them keep, what one network's rows say of another's.</summary>
internal sealed class RowStudy
{
    /// <summary>The distance at which the paper calls two rows one.</summary>
    private static readonly double PaperThreshold = Rational.Parse("1/1000").ToDoubleApproximate();

    private readonly List<(string Name, int Maps, ImmutableArray<int> Rows, ImmutableArray<int> FartherThanThreshold, ImmutableArray<ClusteredAccuracy> Clusters)> _networks = [];
    private readonly List<(string From, string To, int Correct)> _regressions = [];
    private readonly int _examples;

    private RowStudy(int examples)
    {
        _examples = examples;
    }

    /// <summary>Studies the rows of all networks over the test points.</summary>
    public static RowStudy Of(
        IReadOnlyList<(string Name, ReluNetwork Network)> networks,
        ImmutableArray<ImmutableArray<Rational>> training,
        LabelledPoints test,
        IReadOnlyList<int> clusters,
        ulong seed,
        int threads,
        CancellationToken cancellationToken)
    {
        RowStudy study = new(test.Points.Length);
        AffineRowTable[] trained = [.. networks.Select(named => AffineRowTable.Find(named.Network, training, threads, cancellationToken))];
        AffineRowTable[] tested = [.. networks.Select(named => AffineRowTable.Find(named.Network, test.Points, threads, cancellationToken))];
        for (int n = 0; n < networks.Count; n++)
        {
            AffineRowTable rows = tested[n];
            study._networks.Add((
                networks[n].Name,
                rows.DistinctMaps(),
                [.. Enumerable.Range(0, rows.Outputs).Select(rows.DistinctRows)],
                [.. Enumerable.Range(0, rows.Outputs).Select(k => rows.RowsFartherThan(PaperThreshold, k, cancellationToken))],
                RowClusters.Study(trained[n], rows, test, clusters, seed, threads, cancellationToken)));
        }

        for (int from = 0; from < networks.Count && networks.Count > 1; from++)
        {
            for (int to = 0; to < networks.Count; to++)
            {
                if (trained[from].Outputs == trained[to].Outputs && trained[from].Inputs == trained[to].Inputs)
                {
                    study._regressions.Add((networks[from].Name, networks[to].Name, RowRegression.Correct(trained[from], trained[to], tested[from], test, cancellationToken)));
                }
            }
        }

        return study;
    }

    /// <summary>The study as the member <c>affine_rows</c>.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("affine_rows");
        writer.WriteNumber("examples", _examples);
        JsonOutput.Array(writer, "networks", _networks, static (w, network) =>
        {
            w.WriteStartObject();
            w.WriteString("model", network.Name);
            w.WriteNumber("distinct_maps", network.Maps);
            JsonOutput.Array(w, "distinct_rows", network.Rows, static (inner, count) => inner.WriteNumberValue(count));
            JsonOutput.Array(w, "rows_farther_than_1e-3", network.FartherThanThreshold, static (inner, count) => inner.WriteNumberValue(count));
            JsonOutput.Array(w, "clusters", network.Clusters, static (inner, line) =>
            {
                inner.WriteStartObject();
                inner.WriteNumber("clusters", line.Clusters);
                inner.WriteNumber("correct", line.Correct);
                inner.WriteEndObject();
            });
            w.WriteEndObject();
        });
        JsonOutput.Array(writer, "regressions", _regressions, static (w, line) =>
        {
            w.WriteStartObject();
            w.WriteString("from", line.From);
            w.WriteString("to", line.To);
            w.WriteNumber("correct", line.Correct);
            w.WriteEndObject();
        });
        writer.WriteEndObject();
    }

    /// <summary>The study as text.</summary>
    public void Print()
    {
        foreach ((string name, int maps, ImmutableArray<int> rows, ImmutableArray<int> farther, ImmutableArray<ClusteredAccuracy> clusters) in _networks)
        {
            Console.WriteLine();
            Console.WriteLine($"{name}: {maps} different maps over {_examples} points; different rows by output: {string.Join(' ', rows)}; farther apart than 1/1000: {string.Join(' ', farther)}");
            foreach (ClusteredAccuracy line in clusters)
            {
                Console.WriteLine($"  {line.Clusters} clusters of rows: {line.Correct}/{line.Examples}");
            }
        }

        foreach ((string from, string to, int correct) in _regressions)
        {
            Console.WriteLine($"rows of {from} mapped to rows of {to}: {correct}/{_examples}");
        }
    }
}
