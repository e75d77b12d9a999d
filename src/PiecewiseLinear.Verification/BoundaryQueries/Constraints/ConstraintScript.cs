using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>
/// A user's conditions as SMT-LIB 2 text over the inputs <c>X_i</c> and outputs <c>Y_j</c> (sort Real, declared already) and constants of the user's own: assert, declare-const, declare-fun without
/// arguments, define-fun and define-const. set-logic and set-info are ignored with a note; everything else is refused with its place. Immutable.
/// </summary>
/// <remarks>
/// The text is read here for its commands, names and places, and so that the conditions can be evaluated at a point (<see cref="Evaluate"/>); sorts are checked by the solver that gets the text.
/// Limits: 2²⁰ characters, 256 levels of nesting. An outer level of nesting costs Z3 and this reader stack, nothing else here is recursive.
/// </remarks>
public sealed class ConstraintScript
{
    /// <summary>Names that begin so belong to the encoding.</summary>
    internal const string ReservedPrefix = "plin!";

    private readonly string _commands;

    private ConstraintScript(
        string origin, string commands, ScriptNames names, ImmutableArray<SmtNode> assertions, ImmutableArray<string> notes)
    {
        (Origin, _commands, Names, Assertions, Notes) = (origin, commands, names, assertions, notes);
    }

    /// <summary>The name of the file, for messages.</summary>
    public string Origin { get; }

    /// <summary>What was ignored, a sentence each.</summary>
    public ImmutableArray<string> Notes { get; }

    /// <summary>The inputs that are spoken of, ascending.</summary>
    public ImmutableArray<int> Inputs => [.. Names.Inputs];

    /// <summary>The outputs that are spoken of, ascending.</summary>
    public ImmutableArray<int> Outputs => [.. Names.Outputs];

    /// <summary>The constants that the user declared.</summary>
    public ImmutableArray<WantedConstant> Constants => [.. Names.Constants.Select(static c => new WantedConstant(c.Key, c.Value))];

    internal ScriptNames Names { get; }

    internal ImmutableArray<SmtNode> Assertions { get; }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="origin">Its name for messages, such as that of the file.</param>
    /// <param name="inputs">The number of inputs of the network.</param>
    /// <param name="outputs">The number of its outputs.</param>
    /// <exception cref="ConstraintException">The text cannot be used; the message names line and column.</exception>
    public static ConstraintScript Parse(string text, string origin, int inputs, int outputs)
    {
        ScriptNames names = new(origin, inputs, outputs);
        StringBuilder commands = new(text);
        ImmutableArray<SmtNode>.Builder assertions = ImmutableArray.CreateBuilder<SmtNode>();
        ImmutableArray<string>.Builder notes = ImmutableArray.CreateBuilder<string>();
        foreach (SmtNode command in new SmtReader(text, origin).ReadAll())
        {
            switch (command.Head)
            {
                case "assert":
                    names.Expect(command, 2, "(assert FORMULA)");
                    names.Note(command.Items[1]);
                    assertions.Add(command.Items[1]);
                    break;
                case "declare-const" or "declare-fun":
                    if (!names.Declare(command))
                    {
                        Blank(commands, command);
                    }

                    break;
                case "define-fun" or "define-const":
                    names.Define(command);
                    break;
                case "set-logic" or "set-info":
                    notes.Add(string.Create(CultureInfo.InvariantCulture, $"{origin}, line {command.Line}: {command.Head} is ignored"));
                    Blank(commands, command);
                    break;
                default:
                    throw new ConstraintException(
                        origin, command.Line, command.Column,
                        $"found {(command.Head is { } head ? $"the command '{head}'" : "no command")}, expected assert, declare-const, declare-fun, define-fun or define-const");
            }
        }

        return new ConstraintScript(origin, commands.ToString(), names, assertions.ToImmutable(), notes.ToImmutable());
    }

    /// <summary>Why these conditions cannot be asked about a network whose file ends in a dropped function, in words; null where they can. Such a network's outputs are known up to their order only.</summary>
    public string? WhyRefused(NetworkTail tail)
        => tail == NetworkTail.None || Outputs.IsEmpty ? null
            : $"{Origin}: the network ends in {tail}, which was dropped; conditions on such a network may speak of inputs only, these speak of Y_{Outputs[0]}";

    /// <summary>The truth of all conditions where the constants have these values: exact; null where the text goes beyond what is evaluated here (quantifiers, division by zero, a budget).</summary>
    internal bool? Evaluate(IReadOnlyDictionary<string, FormulaValue> values) => new FormulaEvaluator(Names, values).AllHold(Assertions);

    /// <summary>The text for a solver: one line that declares inputs and outputs, then the user's lines in their places.</summary>
    internal string ToScript()
        => string.Concat(Inputs.Select(static j => Declaration("X", j))) + string.Concat(Outputs.Select(static k => Declaration("Y", k))) + "\n" + _commands;

    /// <summary>A solver's refusal in terms of the user's text.</summary>
    internal ConstraintException Refusal(SmtLibRejectedException refusal)
        => new(Origin, Math.Max(0, refusal.Line - 1), refusal.Column, $"the solver says: {refusal.Message}");

    private static string Declaration(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"(declare-fun {name}_{index} () Real)");

    /// <summary>Replaces a command by blanks: lines and columns of the others stay.</summary>
    private static void Blank(StringBuilder text, SmtNode command)
    {
        for (int i = command.Start; i < command.End; i++)
        {
            text[i] = text[i] is '\n' or '\r' ? text[i] : ' ';
        }
    }
}
