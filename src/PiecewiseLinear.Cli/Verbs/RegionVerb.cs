using System.CommandLine;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;
using PiecewiseLinear.Service;

namespace PiecewiseLinear.Cli;

/// <summary><c>plin region MODEL --point P</c>.</summary>
internal static class RegionVerb
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Option<string> point = CommonOptions.Point();
        Option<string?> box = CommonOptions.Box();
        Option<string> engine = CommonOptions.Engine();
        Option<string> norm = new("--norm") { HelpName = "NORM", Description = "Of the largest inscribed ball: l1, l2 or linf.", DefaultValueFactory = static _ => "l2" };
        Option<bool> neighbors = new("--neighbors") { Description = "Find the region across each facet." };
        Option<bool> vertices = new("--vertices") { Description = "List the vertices (small dimensions)." };
        Option<string> maxRegions = new("--max-regions") { HelpName = "N", Description = "How many regions to list at most.", DefaultValueFactory = static _ => "1000" };
        Option<string?> certificate = new("--certificate") { HelpName = "FILE", Description = "Write the certificate of the answer." };
        Command command = new("region", "The region of a point, or all regions that meet at it.")
        {
            model, point, box, engine, norm, neighbors, vertices, maxRegions, certificate,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            using CancellationTokenSource limit = CommonOptions.Limit(parsed, cancellationToken);
            using SolverCatalog solvers = new();
            LoadedNetwork loaded = CommonOptions.Load(parsed, parsed.GetValue(model)!);
            int inputs = loaded.Network.InputDimension;
            Box? domain = parsed.GetValue(box) is { } text ? BoxText.Read("--box", text, inputs) : null;
            ILinearProgramSolver solver = solvers.Get(CommonOptions.EngineOf(parsed.GetValue(engine)!), inputs);
            RegionQuery query = CommonOptions.PointQuery(loaded, parsed.GetValue(point)!, domain, solver) with
            {
                BallNorm = CommonOptions.NormOf(parsed.GetValue(norm)!),
                Neighbors = parsed.GetValue(neighbors),
                Vertices = parsed.GetValue(vertices),
                MaxRegions = CommonOptions.PositiveInt("--max-regions", parsed.GetValue(maxRegions)!),
            };
            PointRegions answer = PointLocator.Locate(query, limit.Token);
            if (parsed.GetValue(certificate) is { } file)
            {
                OutputFile.Write(file, answer.Certificate);
            }

            if (parsed.GetValue(CommonOptions.Json))
            {
                bool exact = parsed.GetValue(CommonOptions.Exact);
                JsonOutput.Print(writer => RegionJson.Write(writer, query, answer, exact));
            }
            else
            {
                RegionText.Print(answer, parsed.GetValue(CommonOptions.Exact));
            }

            return Task.FromResult(answer.Complete ? ExitStatus.Answered : ExitStatus.BudgetExhausted);
        });
        return command;
    }
}
