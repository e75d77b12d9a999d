using System.Collections.Immutable;
using System.Globalization;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>A function that the user defined: a macro.</summary>
/// <param name="Parameters">The names of its arguments.</param>
/// <param name="Body">What it stands for.</param>
internal sealed record DefinedFunction(ImmutableArray<string> Parameters, SmtNode Body);

/// <summary>The names of a user's text: inputs and outputs that occur, declared constants, defined functions.</summary>
internal sealed class ScriptNames(string origin, int inputs, int outputs)
{
    private static readonly string[] s_sorts = ["Real", "Int", "Bool"];

    public SortedSet<int> Inputs { get; } = [];

    public SortedSet<int> Outputs { get; } = [];

    /// <summary>The declared constants, in the order of their names.</summary>
    public SortedDictionary<string, SmtSort> Constants { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, DefinedFunction> Functions { get; } = new(StringComparer.Ordinal);

    /// <summary>A symbol without its bars.</summary>
    public static string Plain(string word) => word.Length > 1 && word[0] == '|' ? word[1..^1] : word;

    /// <summary>The place of X_3 or Y_0 among inputs or outputs; null for other words.</summary>
    public static (bool IsInput, int Index)? Variable(string word)
        => word.Length > 2 && word[0] is 'X' or 'Y' && word[1] == '_' && int.TryParse(word.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && (word[2] != '0' || word.Length == 3)
            ? (word[0] == 'X', index)
            : null;

    public void Expect(SmtNode node, int items, string form)
    {
        if (node.Items.Length != items)
        {
            throw Error(node, $"found {node.Items.Length} items, expected {form}");
        }
    }

    /// <summary>Takes a declaration; false for one of an input or output, which are declared already.</summary>
    public bool Declare(SmtNode command)
    {
        bool isFunction = command.Head == "declare-fun";
        Expect(command, isFunction ? 4 : 3, isFunction ? "(declare-fun NAME () SORT)" : "(declare-const NAME SORT)");
        if (isFunction && (command.Items[2].Word is not null || !command.Items[2].Items.IsEmpty))
        {
            throw Error(command.Items[2], "found a function with arguments, expected (): only constants may be declared (define-fun takes arguments)");
        }

        SmtSort sort = SortOf(command.Items[^1]);
        string name = Plain(command.Items[1].Word ?? throw Error(command.Items[1], "found a list, expected a name"));
        if (Variable(name) is { } variable)
        {
            Take(command.Items[1], variable);
            return sort == SmtSort.Real ? false : throw Error(command.Items[^1], $"found {sort}, expected Real, the sort of {name}");
        }

        New(command.Items[1], name);
        Constants.Add(name, sort);
        return true;
    }

    /// <summary>Takes a definition.</summary>
    public void Define(SmtNode command)
    {
        bool isFunction = command.Head == "define-fun";
        Expect(command, isFunction ? 5 : 4, isFunction ? "(define-fun NAME ((ARGUMENT SORT) …) SORT BODY)" : "(define-const NAME SORT BODY)");
        ImmutableArray<string>.Builder parameters = ImmutableArray.CreateBuilder<string>();
        foreach (SmtNode parameter in isFunction ? command.Items[2].Items : [])
        {
            Expect(parameter, 2, "(ARGUMENT SORT)");
            SortOf(parameter.Items[1]);
            string argument = Plain(parameter.Items[0].Word ?? throw Error(parameter.Items[0], "found a list, expected a name"));
            if (Variable(argument) is not null)
            {
                throw Error(parameter.Items[0], $"found '{argument}' as the name of an argument, expected one that is no input or output");
            }

            parameters.Add(argument);
        }

        SortOf(command.Items[^2]);
        string name = Plain(command.Items[1].Word ?? throw Error(command.Items[1], "found a list, expected a name"));
        New(command.Items[1], name);
        Note(command.Items[^1]);
        Functions.Add(name, new DefinedFunction(parameters.ToImmutable(), command.Items[^1]));
    }

    /// <summary>Notes the inputs and outputs that a formula speaks of.</summary>
    public void Note(SmtNode node)
    {
        if (node.Word is { } word)
        {
            string name = Plain(word);
            if (name.StartsWith(ConstraintScript.ReservedPrefix, StringComparison.Ordinal))
            {
                throw Error(node, $"found the name '{name}', expected one that does not begin with '{ConstraintScript.ReservedPrefix}'");
            }

            if (Variable(name) is { } variable)
            {
                Take(node, variable);
            }

            return;
        }

        foreach (SmtNode item in node.Items)
        {
            Note(item);
        }
    }

    private void Take(SmtNode node, (bool IsInput, int Index) variable)
    {
        int count = variable.IsInput ? inputs : outputs;
        if (variable.Index >= count)
        {
            throw Error(node, $"found {node.Word}, expected at most {(variable.IsInput ? "X" : "Y")}_{count - 1}: the network has {count} {(variable.IsInput ? "inputs" : "outputs")}");
        }

        (variable.IsInput ? Inputs : Outputs).Add(variable.Index);
    }

    private void New(SmtNode node, string name)
    {
        if (name.StartsWith(ConstraintScript.ReservedPrefix, StringComparison.Ordinal) || Variable(name) is not null)
        {
            throw Error(node, $"found the name '{name}', expected one of your own (not X_i, Y_j or {ConstraintScript.ReservedPrefix}…)");
        }

        if (Constants.ContainsKey(name) || Functions.ContainsKey(name))
        {
            throw Error(node, $"'{name}' is declared twice");
        }
    }

    private SmtSort SortOf(SmtNode node)
        => node.Word is { } word && Array.IndexOf(s_sorts, word) is >= 0 and int sort
            ? (SmtSort)sort
            : throw Error(node, $"found the sort '{node.Word ?? "(…)"}', expected Real, Int or Bool");

    private ConstraintException Error(SmtNode node, string problem) => new(origin, node.Line, node.Column, problem);
}
