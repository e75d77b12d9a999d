using System.CommandLine;
using System.Text;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;
using PiecewiseLinear.Service;

namespace PiecewiseLinear.Cli;

/// <summary><c>plin encode MODEL --point P --format lp|mps|smt2 --out FILE</c>: the nested inequalities, for any solver.</summary>
internal static class EncodeVerb
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Option<string> point = CommonOptions.Point();
        Option<string?> box = CommonOptions.Box();
        Option<string> format = new("--format") { Required = true, HelpName = "FORMAT", Description = "lp, mps or smt2." };
        Option<string> engine = CommonOptions.Engine();
        Option<bool> layers = new("--layers") { Description = "State each layer in terms of the layers before (else composed, in terms of the input)." };
        Option<bool> irredundant = new("--irredundant") { Description = "Leave out redundant inequalities (composed form)." };
        Option<string> output = new("--out") { Required = true, HelpName = "FILE", Description = "Where to write." };
        Command command = new("encode", "The inequalities of the region of a point as LP, MPS or SMT-LIB text.")
        {
            model, point, box, engine, format, layers, irredundant, output,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            using CancellationTokenSource limit = CommonOptions.Limit(parsed, cancellationToken);
            using SolverCatalog solvers = new();
            bool layered = parsed.GetValue(layers), facets = parsed.GetValue(irredundant);
            if (layered && facets)
            {
                throw new BadInputException("--irredundant: redundancy is removed in the composed form only; leave --layers or --irredundant out");
            }

            TextFormat kind = FormatOf(parsed.GetValue(format)!);
            LoadedNetwork loaded = CommonOptions.Load(parsed.GetValue(model)!);
            int inputs = loaded.Network.InputDimension;
            RegionQuery query = new()
            {
                Network = loaded.Network,
                NetworkSha256 = loaded.Sha256,
                Point = NumberText.Read("--point", parsed.GetValue(point)!, "the point"),
                Box = parsed.GetValue(box) is { } text ? BoxText.Read("--box", text, inputs) : null,
                Solver = solvers.Get(CommonOptions.EngineOf(parsed.GetValue(engine)!), inputs),
            };
            long start = TimeProvider.System.GetTimestamp();
            string file = parsed.GetValue(output)!;
            OutputFile.Write(file, stream =>
            {
                using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
                RegionEncoding.Write(query, layered, facets, kind, writer, limit.Token);
            });
            if (parsed.GetValue(CommonOptions.Json))
            {
                Print(loaded.Sha256, file, parsed.GetValue(format)!, layered, facets, TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            }

            return Task.FromResult(ExitStatus.Answered);
        });
        return command;
    }

    private static void Print(string sha256, string file, string format, bool layered, bool irredundant, double elapsed)
        => JsonOutput.Print(writer =>
        {
            writer.WriteString("sha256", sha256);
            writer.WriteString("out", file);
            writer.WriteString("format", format);
            writer.WriteBoolean("layers", layered);
            writer.WriteBoolean("irredundant", irredundant);
            writer.WriteNull("evidence");
            JsonOutput.Array(writer, "certified", Array.Empty<string>(), static (w, name) => w.WriteStringValue(name));
            writer.WriteNumber("elapsed_ms", Math.Round(elapsed, 3));
        });

    private static TextFormat FormatOf(string name)
        => name switch
        {
            "lp" => TextFormat.Lp,
            "mps" => TextFormat.Mps,
            "smt2" => TextFormat.SmtLib,
            _ => throw new BadInputException($"--format: '{name}' is no format; expected lp, mps or smt2"),
        };
}
