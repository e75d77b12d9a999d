using System.CommandLine;
using System.Globalization;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The options and arguments that several verbs share.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json { get; } = new("--json") { Recursive = true, Description = "Print one JSON object on standard output." };

    public static Option<bool> Exact { get; } = new("--exact") { Recursive = true, Description = "Print numbers as exact fractions \"p/q\" instead of doubles." };

    public static Option<string?> Timeout { get; } = new("--timeout") { Recursive = true, HelpName = "SECONDS", Description = "Give up after this time." };

    public static Option<string?> Threads { get; } = new("--threads") { Recursive = true, HelpName = "N", Description = "How many threads may work; default all cores." };

    public static Option<bool> ExternalData { get; } = new("--external-data")
    {
        Recursive = true,
        Description = "Read numbers that an ONNX model has in files beside it: in its own folder only, no links. The sha256 is then that of the file that 'plin pack' writes.",
    };

    public static Argument<string> Model() => new("MODEL") { Description = "The network: .onnx, .nnet or .json." };

    public static Option<string> Point(bool required = true)
        => new("--point") { Required = required, HelpName = "P", Description = "Numbers apart by commas (-0.5,1/3,1e-3), or @FILE." };

    public static Option<string?> Box()
        => new("--box") { HelpName = "B", Description = "LO,HI for every input, @FILE with a line 'lo hi' an input, or @PROPERTY.vnnlib. Default: all of R^d." };

    public static Option<string> Engine()
        => new("--lp") { HelpName = "ENGINE", Description = "Who proposes solutions of linear programs: auto, dense, clp or or-tools.", DefaultValueFactory = static _ => "auto" };

    /// <summary>The network of the MODEL argument; with --external-data also of the files beside it.</summary>
    public static LoadedNetwork Load(ParseResult parsed, string path) => NetworkFile.Parse(Bytes(parsed, path), Path.GetFileName(path));

    /// <summary>The bytes of the MODEL argument; with --external-data those of the self-contained model.</summary>
    public static ReadOnlyMemory<byte> Bytes(ParseResult parsed, string path)
    {
        if (Directory.Exists(path))
        {
            throw new BadInputException($"cannot read the model '{path}': it is a folder; expected a file .onnx, .nnet or .json");
        }

        try
        {
            return parsed.GetValue(ExternalData) ? NetworkFile.Pack(path) : File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new BadInputException($"cannot read the model '{path}': {e.Message}", e);
        }
    }

    /// <summary>The engine that --lp names.</summary>
    public static LinearProgramEngine EngineOf(string name)
        => name switch
        {
            "auto" => LinearProgramEngine.Auto,
            "dense" => LinearProgramEngine.Dense,
            "clp" => LinearProgramEngine.Clp,
            "or-tools" => LinearProgramEngine.OrTools,
            _ => throw new BadInputException($"--lp: '{name}' is no engine; expected auto, dense, clp or or-tools"),
        };

    /// <summary>The norm that --norm names.</summary>
    public static VectorNorm NormOf(string name)
        => VectorNorms.TryParse(name, out VectorNorm norm) ? norm : throw new BadInputException($"--norm: '{name}' is no norm; expected l1, l2 or linf");

    /// <summary>A positive whole number; complaints call it <paramref name="what"/>.</summary>
    public static int PositiveInt(string option, string text, string what = "count")
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw new BadInputException($"{option}: '{text}' is no {what}; expected a positive whole number");

    /// <summary>How many threads may work: --threads, or all cores.</summary>
    public static int ThreadsOf(ParseResult parsed)
        => parsed.GetValue(Threads) is { } text ? PositiveInt("--threads", text, "number of threads") : Environment.ProcessorCount;

    /// <summary>The question about the point that --point spells.</summary>
    public static RegionQuery PointQuery(LoadedNetwork loaded, string point, Box? box, ILinearProgramSolver solver)
        => new() { Network = loaded.Network, NetworkSha256 = loaded.Sha256, Point = NumberText.Read("--point", point, "the point"), Box = box, Solver = solver };

    /// <summary>The time that --timeout gives; null for no limit.</summary>
    public static TimeSpan? TimeLimit(ParseResult parsed)
        => parsed.GetValue(Timeout) is not { } text
            ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and < 1e9
                ? TimeSpan.FromSeconds(Math.Min(seconds, 4_000_000))
                : throw new BadInputException($"--timeout: '{text}' is no time; expected a positive number of seconds");

    /// <summary>A token that ends with the given one or when --timeout has passed.</summary>
    public static CancellationTokenSource Limit(ParseResult parsed, CancellationToken cancellationToken)
    {
        CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (TimeLimit(parsed) is { } limit)
        {
            // A timer rings on another thread, which a loaded machine may let wait: what is shorter than its tick is over now.
            if (limit < TimeSpan.FromMilliseconds(1))
            {
                source.Cancel();
            }
            else
            {
                source.CancelAfter(limit);
            }
        }

        _ = ThreadsOf(parsed);
        return source;
    }
}
