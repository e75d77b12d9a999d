using System.CommandLine;
using System.Globalization;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;
using PiecewiseLinear.Service;

namespace PiecewiseLinear.Cli;

/// <summary><c>plin near MODEL --point P (--radius R | --nearest K)</c>.</summary>
internal static class NearVerb
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Option<string> point = CommonOptions.Point();
        Option<string?> box = CommonOptions.Box();
        Option<string> engine = CommonOptions.Engine();
        Option<string> norm = new("--norm") { HelpName = "NORM", Description = "In which distances are measured: l1, l2 or linf.", DefaultValueFactory = static _ => "l2" };
        Option<string?> radius = new("--radius") { HelpName = "R", Description = "List the regions that meet the closed ball of this radius around the point." };
        Option<string?> nearest = new("--nearest") { HelpName = "K", Description = "List the K nearest regions." };
        Option<string> maxRegions = new("--max-regions") { HelpName = "N", Description = "Stop after this many regions.", DefaultValueFactory = static _ => "100000" };
        Command command = new("near", "The regions near a point, nearest first, with their exact distances.")
        {
            model, point, box, engine, norm, radius, nearest, maxRegions,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            if (parsed.GetValue(radius) is null && parsed.GetValue(nearest) is null)
            {
                throw new BadInputException("--radius or --nearest is missing; expected one of them (or both) to say how far to look");
            }

            // Reads --timeout and --threads; the time is a budget of the search, so that what was found is printed when it ends.
            using CancellationTokenSource limit = CommonOptions.Limit(parsed, CancellationToken.None);
            using SolverCatalog solvers = new();
            LoadedNetwork loaded = CommonOptions.Load(parsed, parsed.GetValue(model)!);
            int inputs = loaded.Network.InputDimension;
            NearbyQuery query = new()
            {
                Network = loaded.Network,
                Point = NumberText.Read("--point", parsed.GetValue(point)!, "the point"),
                Solver = solvers.Get(CommonOptions.EngineOf(parsed.GetValue(engine)!), inputs),
                Norm = CommonOptions.NormOf(parsed.GetValue(norm)!),
                Radius = parsed.GetValue(radius) is { } r ? NumberText.One(r, "--radius") : null,
                Nearest = parsed.GetValue(nearest) is { } k ? CommonOptions.PositiveInt("--nearest", k) : null,
                Box = parsed.GetValue(box) is { } text ? BoxText.Read("--box", text, inputs) : null,
                MaxRegions = CommonOptions.PositiveInt("--max-regions", parsed.GetValue(maxRegions)!),
                MaxTime = parsed.GetValue(CommonOptions.Timeout) is { } seconds ? TimeSpan.FromSeconds(Math.Min(double.Parse(seconds, CultureInfo.InvariantCulture), 4_000_000)) : null,
            };
            IEnumerable<NearbyMessage> messages = RegionsNearby.Find(query, cancellationToken);
            bool exact = parsed.GetValue(CommonOptions.Exact), complete = false;
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(writer => complete = NearJson.Write(writer, loaded.Sha256, query, messages, exact));
            }
            else
            {
                complete = NearText.Print(query, messages, exact);
            }

            return Task.FromResult(complete ? ExitStatus.Answered : ExitStatus.BudgetExhausted);
        });
        return command;
    }
}
