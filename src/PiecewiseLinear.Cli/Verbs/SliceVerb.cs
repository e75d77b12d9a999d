using System.CommandLine;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary><c>plin slice MODEL --origin P --u P --v P --range=-1,1 --out FILE.svg</c>.</summary>
internal static class SliceVerb
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Option<string?> origin = Vector("--origin", "The point of s = t = 0.");
        Option<string?> u = Vector("--u", "The direction of s.");
        Option<string?> v = Vector("--v", "The direction of t.");
        Option<string[]> through = new("--through") { HelpName = "P", Description = "Three times: the plane through three points A, B, C, which are (0,0), (1,0) and (0,1)." };
        Option<string> range = new("--range") { HelpName = "R", Description = "LO,HI for s and t, or LO,HI,LO,HI.", DefaultValueFactory = static _ => "-1,1" };
        Option<string> color = new("--color") { HelpName = "COLOR", Description = "By map, class or depth (of layers).", DefaultValueFactory = static _ => "map" };
        Option<string?> title = new("--title") { HelpName = "TEXT", Description = "The title of the picture; default the model's name." };
        Option<string> maxRegions = new("--max-regions") { HelpName = "N", Description = "How many regions to draw at most.", DefaultValueFactory = static _ => "1000000" };
        Option<string?> output = new("--out") { HelpName = "FILE", Description = "The picture, .svg or .png." };
        Command command = new("slice", "The regions and the decision boundary on a plane slice: exact polygons, drawn or counted.")
        {
            model, origin, u, v, through, range, color, title, maxRegions, output,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            using CancellationTokenSource limit = CommonOptions.Limit(parsed, cancellationToken);
            string? file = parsed.GetValue(output);
            Func<PictureScene, byte[]>? write = file is null ? null : WriterOf(file);
            SliceColoring coloring = ColoringOf(parsed.GetValue(color)!);
            string path = parsed.GetValue(model)!;
            LoadedNetwork loaded = CommonOptions.Load(parsed, path);
            SliceQuery query = new()
            {
                Network = loaded.Network,
                Slice = PlaneText.Read(
                    parsed.GetValue(origin), parsed.GetValue(u), parsed.GetValue(v), parsed.GetValue(through) ?? [], parsed.GetValue(range)!, loaded.Network.InputDimension),
                MaxRegions = CommonOptions.PositiveInt("--max-regions", parsed.GetValue(maxRegions)!),
            };
            long start = TimeProvider.System.GetTimestamp();
            bool plain = parsed.GetValue(origin) is null && parsed.GetValue(through) is not { Length: > 0 };
            (PictureScene scene, SliceSummary summary) = SlicePicture.Draw(
                query, coloring, parsed.GetValue(title) ?? Path.GetFileNameWithoutExtension(path), plain ? ("input 0", "input 1") : ("s", "t"), limit.Token);
            if (file is not null)
            {
                byte[] bytes = write!(scene);
                OutputFile.Write(file, stream => stream.Write(bytes));
            }

            TimeSpan elapsed = TimeProvider.System.GetElapsedTime(start);
            if (parsed.GetValue(CommonOptions.Json))
            {
                bool exact = parsed.GetValue(CommonOptions.Exact);
                JsonOutput.Print(writer => SliceJson.Write(writer, loaded.Sha256, summary, file, elapsed, exact));
            }
            else
            {
                SliceText.Print(summary);
            }

            return Task.FromResult(summary.Complete ? ExitStatus.Answered : ExitStatus.BudgetExhausted);
        });
        return command;
    }

    private static Option<string?> Vector(string name, string description) => new(name) { HelpName = "P", Description = description + " Numbers apart by commas, or @FILE." };

    private static SliceColoring ColoringOf(string name)
        => name switch
        {
            "map" => SliceColoring.Map,
            "class" => SliceColoring.Class,
            "depth" => SliceColoring.Depth,
            _ => throw new BadInputException($"--color: '{name}' is no coloring; expected map, class or depth"),
        };

    private static Func<PictureScene, byte[]> WriterOf(string file)
        => Path.GetExtension(file).ToUpperInvariant() switch
        {
            ".SVG" => SvgPicture.Write,
            ".PNG" => PngPicture.Write,
            _ => throw new BadInputException($"--out: '{file}' is no kind of picture; expected a name that ends in .svg or .png"),
        };
}
