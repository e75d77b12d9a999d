using System.Collections.Immutable;
using System.Globalization;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Writes a system as an SMT-LIB 2.6 script in QF_LRA: every number exact, strict rows strict, each row a named assertion (so that a solver
/// can name the rows of a contradiction). A binary variable is a real that is 0 or 1, a positive part is an <c>ite</c>, a disjunction an
/// <c>or</c> of <c>and</c>s. An objective is written as
/// <c>maximize</c> or <c>minimize</c>, an extension that Z3 and OptiMathSAT read.
/// </summary>
public static class SmtLibWriter
{
    /// <summary>Writes the script, ending in <c>(check-sat)</c>.</summary>
    /// <param name="system">The system.</param>
    /// <param name="writer">Where to; lines end in a line feed.</param>
    /// <exception cref="ArgumentException">A name or a term of the system is wrong; the message names it.</exception>
    public static void Write(InequalitySystem system, TextWriter writer)
    {
        system.Validate();
        foreach (string line in system.CommentLines)
        {
            writer.Write($"; {line}\n");
        }

        writer.Write("(set-logic QF_LRA)\n");
        foreach (NamedVariable variable in system.Variables)
        {
            writer.Write($"(declare-fun {variable.Name} () Real)\n");
        }

        foreach (NamedVariable variable in system.Variables)
        {
            if (variable.IsBinary)
            {
                writer.Write($"(assert (or (= {variable.Name} 0.0) (= {variable.Name} 1.0)))\n");
                continue;
            }

            WriteBound(writer, ">=", variable.Name, variable.Lower);
            WriteBound(writer, "<=", variable.Name, variable.Upper);
        }

        foreach (NamedRow row in system.Rows)
        {
            writer.Write($"(assert (! {Comparison(system, row)} :named {row.Name}))\n");
        }

        foreach (RowAlternatives alternatives in system.Alternatives)
        {
            string[] choices = [.. alternatives.Choices.Select(rows => Junction("and", "true", [.. rows.Select(row => Comparison(system, row))]))];
            writer.Write($"(assert (! {Junction("or", "false", choices)} :named {alternatives.Name}))\n");
        }

        foreach (PositivePart part in system.PositiveParts)
        {
            string argument = system.Variables[part.Argument].Name;
            writer.Write($"(assert (! (= {system.Variables[part.Result].Name} (ite (>= {argument} 0.0) {argument} 0.0)) :named {part.Name}))\n");
        }

        if (system.Objective is { } objective)
        {
            writer.Write($"({(objective.Maximize ? "maximize" : "minimize")} {Sum(system, objective.Terms)})\n");
        }

        writer.Write("(check-sat)\n");
    }

    /// <summary>A number as SMT-LIB writes it: <c>3.0</c>, <c>(- 3.0)</c>, <c>(/ 1.0 3.0)</c>, <c>(- (/ 1.0 3.0))</c>.</summary>
    internal static string Number(Rational value)
    {
        Rational magnitude = Rational.Abs(value);
        string numerator = magnitude.Numerator.ToString(CultureInfo.InvariantCulture) + ".0";
        string text = magnitude.IsInteger ? numerator : $"(/ {numerator} {magnitude.Denominator.ToString(CultureInfo.InvariantCulture)}.0)";
        return value.Sign < 0 ? $"(- {text})" : text;
    }

    private static string Comparison(InequalitySystem system, NamedRow row)
    {
        string relation = (row.Relation, row.Strict) switch
        {
            (RowRelation.AtMost, false) => "<=",
            (RowRelation.AtMost, true) => "<",
            (RowRelation.AtLeast, false) => ">=",
            (RowRelation.AtLeast, true) => ">",
            _ => "=",
        };
        return $"({relation} {Sum(system, row.Terms)} {Number(row.Offset)})";
    }

    private static string Junction(string word, string empty, string[] parts)
        => parts.Length switch
        {
            0 => empty,
            1 => parts[0],
            _ => $"({word} {string.Join(' ', parts)})",
        };

    private static void WriteBound(TextWriter writer, string relation, string name, Rational? bound)
    {
        if (bound is { } value)
        {
            writer.Write($"(assert ({relation} {name} {Number(value)}))\n");
        }
    }

    private static string Sum(InequalitySystem system, ImmutableArray<LinearTerm> terms)
    {
        string[] products = [.. terms.Select(term => $"(* {Number(term.Coefficient)} {system.Variables[term.Variable].Name})")];
        return products.Length switch
        {
            0 => "0.0",
            1 => products[0],
            _ => $"(+ {string.Join(' ', products)})",
        };
    }
}
