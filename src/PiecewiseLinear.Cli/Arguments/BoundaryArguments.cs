using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Service;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Cli;

/// <summary>The options of <c>plin boundary</c> and the query that they spell.</summary>
internal sealed class BoundaryArguments
{
    private readonly Option<string> _point = CommonOptions.Point();
    private readonly Option<string?> _box = CommonOptions.Box();
    private readonly Option<string?> _norm = new("--norm") { HelpName = "NORM", Description = "The norm of --radius: l1, l2 or linf (default linf)." };
    private readonly Option<string?> _radius = new("--radius") { HelpName = "R", Description = "The answer is at most so far from the point." };
    private readonly Option<string?> _mostChanged = new("--max-changed") { HelpName = "K", Description = "At most K inputs differ from the point." };
    private readonly Option<string?> _label = new("--label") { HelpName = "A", Description = "The label whose boundary it is; default the decision at the point." };
    private readonly Option<string?> _target = new("--target") { HelpName = "J", Description = "The only other label that counts." };
    private readonly Option<string> _goal = new("--goal")
    {
        HelpName = "GOAL",
        Description = "boundary: a tie of the label with another that no third exceeds; across: another label wins strictly; reach: another label at least ties with all.",
        DefaultValueFactory = static _ => "boundary",
    };

    private readonly Option<string?> _minimize = new("--minimize") { HelpName = "WHAT", Description = "The smallest change: changed (inputs), l1, l2 or linf." };
    private readonly Option<string?> _integers = new("--integer") { HelpName = "I,J", Description = "Inputs that must be whole numbers." };
    private readonly Option<string[]> _categories = new("--categories") { HelpName = "I=V,W", Description = "An input that must have one of these values; may be repeated." };
    private readonly Option<string[]> _oneHot = new("--one-hot") { HelpName = "I,J,K", Description = "Inputs of which exactly one is 1 and the others 0; may be repeated." };
    private readonly Option<string?> _constraints = new("--constraints") { HelpName = "FILE.smt2", Description = "Your own conditions over X_i and Y_j: assert, declare-const, define-fun." };
    private readonly Option<string?> _memory = new("--memory") { HelpName = "MB", Description = "The memory of the logic engine; default 2048." };
    private readonly Option<string?> _precision = new("--precision") { HelpName = "P", Description = "How narrow, relative to its upper end, the enclosure of a smallest distance must be where it is not closed exactly; default 1/1000." };

    private readonly Option<string?> _certificate = new("--certificate") { HelpName = "FILE", Description = "Write what our own search proves as a certificate (none where nothing is proved)." };
    private readonly Option<string?> _whyNot = new("--why-not") { HelpName = "J", Description = "Say which inequalities of the point's region keep class J from winning, and the least change with which it does." };

    /// <summary>All options, in the order of the help.</summary>
    public IEnumerable<Option> All => [_point, _box, _norm, _radius, _mostChanged, _label, _target, _whyNot, _goal, _minimize, _integers, _categories, _oneHot, _constraints, _memory, _precision, _certificate];

    /// <summary>Whether the question is why a class does not win.</summary>
    public bool IsWhyNot(ParseResult parsed) => parsed.GetValue(_whyNot) is not null;

    /// <summary>The file of the certificate; null for none.</summary>
    public string? Certificate(ParseResult parsed) => parsed.GetValue(_certificate);

    /// <summary>The query that is spelled.</summary>
    public BoundaryQuery Query(ParseResult parsed, LoadedNetwork loaded, SolverCatalog solvers)
    {
        int inputs = loaded.Network.InputDimension;
        if (IsWhyNot(parsed) && (parsed.GetValue(_target) is not null || parsed.GetValue(_goal) != "boundary"))
        {
            throw new BadInputException("--why-not names its own class and goal; expected neither --target nor --goal with it");
        }

        return new BoundaryQuery
        {
            Network = loaded.Network,
            Point = NumberText.Read("--point", parsed.GetValue(_point)!, "the point"),
            Box = parsed.GetValue(_box) is { } box ? BoxText.Read("--box", box, inputs) : null,
            Ball = Ball(parsed.GetValue(_norm), parsed.GetValue(_radius)),
            MaxChanged = Whole("--max-changed", parsed.GetValue(_mostChanged)),
            Label = Whole("--label", parsed.GetValue(_label)),
            Target = Whole("--why-not", parsed.GetValue(_whyNot)) ?? Whole("--target", parsed.GetValue(_target)),
            Goal = Goal(parsed.GetValue(_goal)!),
            Minimize = Objective(parsed.GetValue(_minimize)),
            Integers = parsed.GetValue(_integers) is { } integers ? Inputs("--integer", integers) : [],
            Categories = [.. (parsed.GetValue(_categories) ?? []).Select(Category)],
            OneHot = [.. (parsed.GetValue(_oneHot) ?? []).Select(static group => Inputs("--one-hot", group))],
            Constraints = Constraints(parsed.GetValue(_constraints), loaded),
            Solver = solvers.Logic,
            LinearPrograms = solvers.Get(LinearProgramEngine.Auto, inputs),
            Options = new BoundaryOptions
            {
                Time = CommonOptions.TimeLimit(parsed),
                Threads = CommonOptions.ThreadsOf(parsed),
                MemoryMegabytes = parsed.GetValue(_memory) is { } memory ? CommonOptions.PositiveInt("--memory", memory, "number of megabytes") : 2048,
                Precision = parsed.GetValue(_precision) is { } precision ? NumberText.One(precision, "--precision") : new Rational(1, 1000),
            },
        };
    }

    private static NormBall? Ball(string? norm, string? radius)
        => radius is not null ? new NormBall(CommonOptions.NormOf(norm ?? "linf"), NumberText.One(radius, "--radius"))
            : norm is null ? null
            : throw new BadInputException("--norm: it is the norm of --radius, which is missing; expected both (--minimize names its own norm)");

    private static BoundaryGoal Goal(string name)
        => name switch
        {
            "boundary" => BoundaryGoal.Boundary,
            "across" => BoundaryGoal.Across,
            "reach" => BoundaryGoal.Reach,
            _ => throw new BadInputException($"--goal: '{name}' is no goal; expected boundary, across or reach"),
        };

    private static BoundaryObjective Objective(string? name)
        => name switch
        {
            null => BoundaryObjective.None,
            "changed" => BoundaryObjective.Changed,
            "l1" => BoundaryObjective.L1,
            "l2" => BoundaryObjective.L2,
            "linf" => BoundaryObjective.LInf,
            _ => throw new BadInputException($"--minimize: '{name}' cannot be minimized; expected changed, l1, l2 or linf"),
        };

    private static InputCategory Category(string text)
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0
            ? new InputCategory(Whole("--categories", text[..at])!.Value, NumberText.Read("--categories", text[(at + 1)..], $"the values of input {text[..at]}"))
            : throw new BadInputException($"--categories: '{text}' names no input; expected INPUT=VALUE,VALUE,… such as 2=0,1/2,1");
    }

    private static ImmutableArray<int> Inputs(string option, string text)
        => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(word => Whole(option, word)!.Value)];

    private static int? Whole(string option, string? text)
        => text is null ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value
            : throw new BadInputException($"{option}: '{text}' is no whole number that is not negative");

    private static ConstraintScript? Constraints(string? path, LoadedNetwork loaded)
    {
        if (path is null)
        {
            return null;
        }

        ConstraintScript script = ConstraintScript.Parse(NumberText.ReadFile("--constraints", path), path, loaded.Network.InputDimension, loaded.Network.OutputDimension);
        return script.WhyRefused(loaded.Report.Tail) is { } reason ? throw new BadInputException(reason) : script;
    }
}
