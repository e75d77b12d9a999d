using System.CommandLine;
using System.Globalization;
using System.Text;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary><c>plin line MODEL --from P --to P [--via P ...] [--gradients] [--out FILE.csv|svg|png]</c>.</summary>
internal static class LineVerb
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Option<string> from = new("--from") { Required = true, HelpName = "P", Description = "Where the path starts: numbers apart by commas, or @FILE." };
        Option<string> to = new("--to") { Required = true, HelpName = "P", Description = "Where it ends." };
        Option<string[]> via = new("--via") { HelpName = "P", Description = "A corner of the path; may be given several times." };
        Option<bool> gradients = new("--gradients") { Description = "Integrated gradients of one output along the path." };
        Option<string?> output = new("--output") { HelpName = "K", Description = "The output that --gradients explains; default the decision at the end." };
        Option<bool> enclosed = new("--enclosed") { Description = "Leave exact numbers out: the same breakpoints, each between two doubles, many times faster on large networks." };
        Option<string> maxPieces = new("--max-pieces") { HelpName = "N", Description = "How many pieces to list at most.", DefaultValueFactory = static _ => "1000000" };
        Option<string?> file = new("--out") { HelpName = "FILE", Description = "The pieces as .csv, or a picture as .svg or .png." };
        Command command = new("line", "Where a network bends along a path: exact breakpoints, decisions, measures, integrated gradients.")
        {
            model, from, to, via, gradients, output, enclosed, maxPieces, file,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            using CancellationTokenSource limit = CommonOptions.Limit(parsed, cancellationToken);
            string path = parsed.GetValue(model)!;
            string? target = parsed.GetValue(file);
            bool explain = parsed.GetValue(gradients), fast = parsed.GetValue(enclosed);
            string kind = Refuse(target, explain, fast);
            string? explained = parsed.GetValue(output);
            if (explained is not null && !explain)
            {
                throw new BadInputException("--output: it says which output --gradients explains; add --gradients or leave it out");
            }

            LoadedNetwork loaded = CommonOptions.Load(parsed, path);
            LineQuery query = new()
            {
                Network = loaded.Network,
                Path = new Polyline(
                [
                    NumberText.Read("--from", parsed.GetValue(from)!, "the start"),
                    .. (parsed.GetValue(via) ?? []).Select(static corner => NumberText.Read("--via", corner, "the corner")),
                    NumberText.Read("--to", parsed.GetValue(to)!, "the end"),
                ]),
                Exact = !fast,
                MaxPieces = CommonOptions.PositiveInt("--max-pieces", parsed.GetValue(maxPieces)!),
            };
            long start = TimeProvider.System.GetTimestamp();
            LineReport report = LineReport.Of(query, explain ? OutputOf(explained, loaded.Network) : null, limit.Token);
            TimeSpan elapsed = TimeProvider.System.GetElapsedTime(start);
            bool exact = parsed.GetValue(CommonOptions.Exact);
            if (target is not null)
            {
                byte[] bytes = kind switch
                {
                    ".CSV" => Encoding.UTF8.GetBytes(LineCsv.Of(report.Answer, exact)),
                    ".SVG" => SvgPicture.Write(LinePicture.Draw(report.Answer, report.Decisions!, Path.GetFileNameWithoutExtension(path))),
                    _ => PngPicture.Write(LinePicture.Draw(report.Answer, report.Decisions!, Path.GetFileNameWithoutExtension(path))),
                };
                OutputFile.Write(target, stream => stream.Write(bytes));
            }

            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(writer => LineJson.Write(writer, loaded.Sha256, report, target, elapsed, exact));
            }
            else
            {
                LineText.Print(report, exact);
            }

            return Task.FromResult(report.Answer.Complete ? ExitStatus.Answered : ExitStatus.BudgetExhausted);
        });
        return command;
    }

    /// <summary>Refuses what does not fit together; returns the ending of the file.</summary>
    private static string Refuse(string? file, bool gradients, bool enclosed)
    {
        string kind = Path.GetExtension(file ?? ".csv").ToUpperInvariant();
        if (kind is not (".CSV" or ".SVG" or ".PNG"))
        {
            throw new BadInputException($"--out: '{file}' is no kind of file for a line; expected a name that ends in .csv, .svg or .png");
        }

        if (enclosed && (gradients || (file is not null && kind != ".CSV")))
        {
            throw new BadInputException("--enclosed: gradients and pictures need exact outputs; leave --enclosed out");
        }

        return kind;
    }

    private static int? OutputOf(string? text, ReluNetwork network)
        => text is null
            ? -1
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int output) && output < network.OutputDimension
                ? output
                : throw new BadInputException($"--output: '{text}' is no output; expected a number from 0 to {network.OutputDimension - 1}");
}
