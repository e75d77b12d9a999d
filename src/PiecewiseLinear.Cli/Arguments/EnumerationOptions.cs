using System.CommandLine;
using System.Globalization;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The options of the verbs that enumerate the regions of a box: what to count, where to stop, where to go on.</summary>
internal sealed class EnumerationOptions
{
    private static readonly (string Name, CountedQuantities Quantity, string Description)[] Counted =
    [
        ("--facets", CountedQuantities.Facets, "Facets (walls and box sides) summed over the regions, and how many regions have how many."),
        ("--neighbors", CountedQuantities.Facets, "Pairs of regions that share a facet."),
        ("--hamming", CountedQuantities.Hamming1, "Pairs of regions whose patterns differ in one neuron (keeps all patterns in memory)."),
        ("--maps", CountedQuantities.Maps, "Distinct affine maps (keeps all maps in memory)."),
        ("--boundary", CountedQuantities.Boundary, "Regions crossed by the decision boundary, and regions tied everywhere."),
        ("--vertices", CountedQuantities.Vertices, "Vertices and edges of the complex of regions."),
        ("--volumes", CountedQuantities.Volumes, "Exact volumes."),
    ];

    private readonly (Option<bool> Option, CountedQuantities Quantity)[] _quantities =
        [.. Counted.Select(static counted => (new Option<bool>(counted.Name) { Description = counted.Description }, counted.Quantity))];

    private readonly Option<string?> _maxRegions = new("--max-regions") { HelpName = "N", Description = "Stop after this many regions." };
    private readonly Option<string?> _resume = new("--resume") { HelpName = "TOKEN", Description = "Go on where an earlier run stopped: its resume token, or @FILE." };
    private readonly Option<string> _engine = new("--engine")
    {
        HelpName = "ENGINE",
        Description = "How cells are kept: auto, vertices or lp.",
        DefaultValueFactory = static _ => "auto",
    };

    /// <summary>The MODEL argument.</summary>
    public Argument<string> Model { get; } = CommonOptions.Model();

    /// <summary>The box.</summary>
    public Option<string> Box { get; } = new("--box")
    {
        Required = true,
        HelpName = "B",
        Description = "LO,HI for every input, @FILE with a line 'lo hi' an input, or @PROPERTY.vnnlib.",
    };

    /// <summary>Adds all of them to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(Model);
        command.Add(Box);
        foreach ((Option<bool> option, _) in _quantities)
        {
            command.Add(option);
        }

        command.Add(_maxRegions);
        command.Add(_resume);
        command.Add(_engine);
    }

    /// <summary>The question that the command line asks about a network. The time limit is a budget: what was found until then is the answer.</summary>
    public (EnumerationQuery Query, Box Box) Read(ParseResult parsed, LoadedNetwork loaded)
    {
        Box box = BoxText.Read("--box", parsed.GetValue(Box)!, loaded.Network.InputDimension);
        return (EnumerationQuery.InBox(loaded.Network, box) with
        {
            Quantities = _quantities.Where(item => parsed.GetValue(item.Option)).Aggregate(CountedQuantities.None, static (all, item) => all | item.Quantity),
            Threads = CommonOptions.ThreadsOf(parsed),
            Engine = EngineOf(parsed.GetValue(_engine)!),
            ResumeToken = parsed.GetValue(_resume) is { } token ? Token(token) : null,
            Budget = EnumerationBudget.Unlimited with
            {
                MaxRegions = parsed.GetValue(_maxRegions) is { } text ? Regions(text) : null,
                Time = CommonOptions.TimeLimit(parsed),
            },
        }, box);
    }

    private static long Regions(string text)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count > 0
            ? count
            : throw new BadInputException($"--max-regions: '{text}' is no count; expected a positive whole number");

    private static string Token(string value) => value.StartsWith('@') ? NumberText.ReadFile("--resume", value[1..]).Trim() : value;

    private static EnumerationEngine EngineOf(string name)
        => name switch
        {
            "auto" => EnumerationEngine.Auto,
            "vertices" => EnumerationEngine.Vertices,
            "lp" => EnumerationEngine.LinearPrograms,
            _ => throw new BadInputException($"--engine: '{name}' is no engine; expected auto, vertices or lp"),
        };
}
