using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;
using PiecewiseLinear.Service;

namespace PiecewiseLinear.Cli;

/// <summary><c>plin stats MODEL (--box B | --points FILE)</c>.</summary>
internal static class StatsVerb
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Option<string?> box = CommonOptions.Box();
        Option<string> engine = CommonOptions.Engine();
        Option<string?> points = new("--points") { HelpName = "FILE", Description = "The regions of these points, one a line, instead of all regions of the box." };
        Option<string?> labels = new("--labels") { HelpName = "FILE", Description = "The points' classes, for the accuracy." };
        Option<string> norm = new("--norm") { HelpName = "NORM", Description = "Of the largest inscribed balls: l1, l2 or linf.", DefaultValueFactory = static _ => "l2" };
        Option<string?> directions = new("--directions") { HelpName = "N", Description = "Compare with the regions around, along N random directions and N toward other points, and an adversarial one." };
        Option<string> hops = new("--hops") { HelpName = "H", Description = "How many regions to meet on each way.", DefaultValueFactory = static _ => "5" };
        Option<string> seed = new("--seed") { HelpName = "S", Description = "Of all random choices.", DefaultValueFactory = static _ => "1" };
        Option<string?> output = new("--out") { HelpName = "PATH", Description = "Write the records: FILE.csv, FILE.json, FILE.jsonl, or a folder for all tables and charts." };
        Option<string[]> compare = new("--compare") { HelpName = "MODEL2", Description = "The same for another network, side by side (may be repeated)." };
        Option<bool> volumes = new("--volumes") { Description = "Also the exact volumes of the regions of a box." };
        Option<string?> maxRegions = new("--max-regions") { HelpName = "N", Description = "Stop after this many regions of the box." };
        Option<string?> patterns = new("--patterns") { HelpName = "FILE", Description = "Write the points' activation patterns as raw bytes: neuron k is bit k mod 8 of byte k / 8." };
        Option<string?> train = new("--train") { HelpName = "FILE", Description = "Also study the affine rows: cluster those of these points, map those of one network to another's (needs --labels)." };
        Option<string> clusters = new("--clusters") { HelpName = "K,K,…", Description = "How many clusters of rows to try.", DefaultValueFactory = static _ => "1,10,100,1000" };
        Command command = new("stats", "Statistics of linear regions: sizes, angles, boundary, surroundings.")
        {
            model, box, engine, points, labels, norm, directions, hops, seed, output, compare, volumes, maxRegions, patterns, train, clusters,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            using CancellationTokenSource limit = CommonOptions.Limit(parsed, cancellationToken);
            using SolverCatalog solvers = new();
            StatsQuestion question = new(
                parsed.GetValue(box),
                parsed.GetValue(points),
                parsed.GetValue(labels),
                CommonOptions.NormOf(parsed.GetValue(norm)!),
                parsed.GetValue(directions) is { } text
                    ? new WalkOptions(CommonOptions.PositiveInt("--directions", text), CommonOptions.PositiveInt("--hops", parsed.GetValue(hops)!), SeedOf(parsed.GetValue(seed)!))
                    : null,
                parsed.GetValue(volumes),
                parsed.GetValue(maxRegions) is { } most ? CommonOptions.PositiveInt("--max-regions", most) : null,
                parsed.GetValue(patterns),
                CommonOptions.ThreadsOf(parsed));
            string[] models = [parsed.GetValue(model)!, .. parsed.GetValue(compare) ?? []];
            StatsOutput writer = new(parsed.GetValue(output), models.Length);
            List<StatsAnswer> answers = [];
            (string Path, LoadedNetwork Loaded)[] networks = [.. models.Select(path => (path, CommonOptions.Load(parsed, path)))];
            foreach ((string path, LoadedNetwork loaded) in networks)
            {
                answers.Add(question.Ask(path, loaded, solvers.Get(CommonOptions.EngineOf(parsed.GetValue(engine)!), loaded.Network.InputDimension), writer, limit.Token));
            }

            RowStudy? study = parsed.GetValue(train) is { } training
                ? question.StudyRows(
                    [.. networks.Select(static named => (Path.GetFileNameWithoutExtension(named.Path), named.Loaded.Network))],
                    training,
                    [.. parsed.GetValue(clusters)!.Split(',').Select(static count => CommonOptions.PositiveInt("--clusters", count.Trim()))],
                    SeedOf(parsed.GetValue(seed)!),
                    limit.Token)
                : null;
            writer.WriteCharts(answers, study);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(json => StatsJson.Write(json, answers, study));
            }
            else
            {
                StatsText.Print(answers);
                study?.Print();
            }

            return Task.FromResult(answers.TrueForAll(static answer => answer.Complete) ? ExitStatus.Answered : ExitStatus.BudgetExhausted);
        });
        return command;
    }

    private static ulong SeedOf(string text)
        => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
            ? seed
            : throw new BadInputException($"--seed: '{text}' is no seed; expected a whole number from 0");
}

/// <summary>What <c>plin stats</c> found out about one network.</summary>
/// <param name="Name">The name for tables and charts.</param>
/// <param name="Sha256">The network's file.</param>
/// <param name="Summary">The summary.</param>
/// <param name="Bounds">The upper bounds of the architecture on the dimension of the question.</param>
/// <param name="Accuracy">How many points are decided as labelled, and of how many.</param>
/// <param name="Hamming">The distances of the points' patterns.</param>
/// <param name="Complete">Whether all regions were measured.</param>
/// <param name="Elapsed">The time of the question.</param>
internal sealed record StatsAnswer(
    string Name,
    string Sha256,
    StatisticsSummary Summary,
    RegionCountBounds Bounds,
    (int Right, int Of)? Accuracy,
    HammingDistances? Hamming,
    bool Complete,
    TimeSpan Elapsed);

/// <summary>How many neurons differ between points.</summary>
/// <param name="Neurons">The number of hidden neurons.</param>
/// <param name="Pairs">How many of all pairs of points have each distance; empty where there are too many pairs.</param>
/// <param name="Consecutive">The distances from each point to the next.</param>
internal sealed record HammingDistances(int Neurons, ImmutableArray<long> Pairs, Distribution? Consecutive);
