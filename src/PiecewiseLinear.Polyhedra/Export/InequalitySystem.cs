using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>How the left side of a row compares with its right side.</summary>
public enum RowRelation
{
    /// <summary>⟨a, x⟩ ≤ b.</summary>
    AtMost,

    /// <summary>⟨a, x⟩ ≥ b.</summary>
    AtLeast,

    /// <summary>⟨a, x⟩ = b.</summary>
    Equal,
}

/// <summary>A coefficient on a variable.</summary>
/// <param name="Variable">The index of the variable in its system.</param>
/// <param name="Coefficient">The coefficient.</param>
public readonly record struct LinearTerm(int Variable, Rational Coefficient);

/// <summary>A variable with optional bounds; free if both are null.</summary>
/// <param name="Name">A letter or underscore, then letters, digits, underscores and points; unique in the system, and no word of the formats.</param>
/// <param name="Lower">The lower bound, or null.</param>
/// <param name="Upper">The upper bound, or null.</param>
/// <param name="IsBinary">Whether the only values are 0 and 1; these are then the bounds.</param>
public sealed record NamedVariable(string Name, Rational? Lower = null, Rational? Upper = null, bool IsBinary = false)
{
    /// <summary>A variable that is 0 or 1.</summary>
    public static NamedVariable Binary(string name) => new(name, Rational.Zero, Rational.One, IsBinary: true);
}

/// <summary>A named equation or inequality with exact data.</summary>
/// <param name="Name">A name like that of a variable; unique among all names of the system.</param>
/// <param name="Terms">The coefficients that are not zero, each variable at most once.</param>
/// <param name="Relation">The relation.</param>
/// <param name="Offset">The right-hand side.</param>
/// <param name="Strict">Whether equality is excluded. SMT-LIB says so; LP and MPS have no such rows: they get the closed row and a comment.</param>
public sealed record NamedRow(string Name, ImmutableArray<LinearTerm> Terms, RowRelation Relation, Rational Offset, bool Strict = false)
{
    /// <summary>The row ⟨normal, x⟩ ≤ offset (or &lt;) over all variables in order.</summary>
    public static NamedRow AtMost(string name, ImmutableArray<Rational> normal, Rational offset, bool strict = false) =>
        new(name, [.. normal.Select(static (a, j) => new LinearTerm(j, a)).Where(static t => !t.Coefficient.IsZero)], RowRelation.AtMost, offset, strict);
}

/// <summary>
/// The definition result = max(0, argument) of a variable as the positive part of another, which is no linear row: SMT-LIB says it, LP and MPS
/// cannot (there it takes a binary variable and rows with bounds).
/// </summary>
/// <param name="Name">A name like that of a row.</param>
/// <param name="Result">The index of the variable that is defined.</param>
/// <param name="Argument">The index of the variable whose positive part it is.</param>
public sealed record PositivePart(string Name, int Result, int Argument);

/// <summary>
/// A disjunction: at least one of the choices has all of its rows satisfied. SMT-LIB says it, LP and MPS cannot (there it takes a binary variable a choice and rows with bounds).
/// </summary>
/// <param name="Name">A name like that of a row.</param>
/// <param name="Choices">The choices. None: nothing satisfies the disjunction; one without rows: everything does.</param>
public sealed record RowAlternatives(string Name, ImmutableArray<ImmutableArray<NamedRow>> Choices);

/// <summary>What to make as small or as large as possible.</summary>
/// <param name="Maximize">Whether large is good.</param>
/// <param name="Terms">The coefficients that are not zero, each variable at most once.</param>
public sealed record LinearObjective(bool Maximize, ImmutableArray<LinearTerm> Terms);

/// <summary>
/// A system of linear equations and inequalities with exact data, to be written for other programs: the inequalities of a region over the
/// inputs, or a network layer by layer with a variable for each pre-activation, in one region or (with binary variables or positive parts) in all.
/// </summary>
/// <param name="Variables">The variables.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Objective">What to optimize, or null if any point will do.</param>
/// <param name="Comments">Lines for people, put at the head of the file.</param>
public sealed record InequalitySystem(
    ImmutableArray<NamedVariable> Variables, ImmutableArray<NamedRow> Rows, LinearObjective? Objective = null, ImmutableArray<string> Comments = default)
{
    /// <summary>The variables that are positive parts of others; SMT-LIB only.</summary>
    public ImmutableArray<PositivePart> PositiveParts { get; init; } = [];

    /// <summary>The disjunctions of rows; SMT-LIB only. The names of their rows appear in messages alone.</summary>
    public ImmutableArray<RowAlternatives> Alternatives { get; init; } = [];

    /// <summary>The name of the objective in the files.</summary>
    public const string ObjectiveName = "obj";

    /// <summary>The comments, split into lines; empty if there are none.</summary>
    internal IEnumerable<string> CommentLines => (Comments.IsDefault ? [] : Comments).SelectMany(static c => c.Split('\n')).Select(static c => c.TrimEnd());

    /// <summary>Throws unless names are usable in every format and terms refer to variables, each once.</summary>
    /// <exception cref="ArgumentException">Something is wrong; the message names it.</exception>
    internal void Validate()
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { ObjectiveName };
        foreach (string name in Variables.Select(static v => v.Name).Concat(Rows.Select(static r => r.Name)).Concat(PositiveParts.Select(static p => p.Name))
            .Concat(Alternatives.Select(static a => a.Name)).Concat(AlternativeRows.Select(static r => r.Name)))
        {
            ExportNames.Validate(name);
            if (!names.Add(name))
            {
                throw new ArgumentException($"the name '{name}' occurs twice (upper and lower case are the same), expected different names");
            }
        }

        foreach (NamedRow row in Rows.Concat(AlternativeRows))
        {
            ValidateTerms($"row '{row.Name}'", row.Terms);
            if (row is { Strict: true, Relation: RowRelation.Equal })
            {
                throw new ArgumentException($"row '{row.Name}' is a strict equation, expected an inequality");
            }
        }

        foreach (NamedVariable variable in Variables.Where(static v => v.IsBinary && (v.Lower != Rational.Zero || v.Upper != Rational.One)))
        {
            throw new ArgumentException($"the binary variable '{variable.Name}' has the bounds {End(variable.Lower)} and {End(variable.Upper)}, expected 0 and 1");
        }

        foreach (PositivePart part in PositiveParts)
        {
            ValidateTerms($"positive part '{part.Name}'", [new LinearTerm(part.Result, Rational.One), new LinearTerm(part.Argument, Rational.One)]);
        }

        ValidateTerms("the objective", Objective?.Terms ?? []);
    }

    private IEnumerable<NamedRow> AlternativeRows => Alternatives.SelectMany(static a => a.Choices).SelectMany(static choice => choice);

    private static string End(Rational? bound) => bound?.ToString() ?? "none";

    private void ValidateTerms(string place, ImmutableArray<LinearTerm> terms)
    {
        var seen = new HashSet<int>();
        foreach (LinearTerm term in terms)
        {
            if (term.Variable < 0 || term.Variable >= Variables.Length)
            {
                throw new ArgumentException($"{place} refers to variable {term.Variable}, expected 0 … {Variables.Length - 1}");
            }

            if (!seen.Add(term.Variable))
            {
                throw new ArgumentException($"{place} has variable '{Variables[term.Variable].Name}' twice, expected one coefficient");
            }
        }
    }
}
