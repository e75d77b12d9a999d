using System.Collections.Immutable;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Writes a system in the LP format (CPLEX's, as read by CLP, GLPK, HiGHS, SCIP, Gurobi and Z3). Rows are multiplied by positive numbers where
/// that makes them exact; what cannot be written exactly in the given number of digits is rounded to 17 and noted at the head of the file.
/// Binary variables stand in the section <c>Binaries</c>.
/// </summary>
public static class LpFormatWriter
{
    /// <summary>The digits of a number after which it is rounded, unless told otherwise.</summary>
    public const int DefaultMaximumDigits = 1000;

    private const int LineLength = 200;

    /// <summary>Writes the system.</summary>
    /// <param name="system">The system.</param>
    /// <param name="writer">Where to; lines end in a line feed.</param>
    /// <param name="maximumDigits">The digits of a number after which it is rounded, at least 17.</param>
    /// <exception cref="ArgumentException">A name or a term of the system is wrong, or it has a positive part or a disjunction; the message names it.</exception>
    public static void Write(InequalitySystem system, TextWriter writer, int maximumDigits = DefaultMaximumDigits)
    {
        var form = new DecimalForm(system, maximumDigits);
        foreach (string line in system.CommentLines.Concat(form.Notes))
        {
            writer.Write($"\\ {line}\n");
        }

        writer.Write(system.Objective is { Maximize: true } ? "Maximize\n" : "Minimize\n");
        WriteSum(writer, InequalitySystem.ObjectiveName, system, system.Objective?.Terms ?? [], form.Objective);
        writer.Write("\nSubject To\n");
        foreach (DecimalRow row in form.Rows)
        {
            WriteSum(writer, row.Source.Name, system, row.Source.Terms, row.Coefficients);
            writer.Write(row.Source.Relation switch { RowRelation.AtMost => " <= ", RowRelation.AtLeast => " >= ", _ => " = " });
            writer.Write($"{row.Offset}\n");
        }

        writer.Write("Bounds\n");
        for (int j = 0; j < system.Variables.Length; j++)
        {
            string name = system.Variables[j].Name;
            writer.Write(form.Bounds[j] switch
            {
                _ when system.Variables[j].IsBinary => string.Empty,
                (null, null) => $" {name} free\n",
                ({ } lower, null) => $" {lower} <= {name}\n",
                (null, { } upper) => $" -inf <= {name} <= {upper}\n",
                ({ } lower, { } upper) => $" {lower} <= {name} <= {upper}\n",
            });
        }

        if (system.Variables.Any(static v => v.IsBinary))
        {
            writer.Write("Binaries\n");
            foreach (NamedVariable variable in system.Variables.Where(static v => v.IsBinary))
            {
                writer.Write($" {variable.Name}\n");
            }
        }

        writer.Write("End\n");
    }

    private static void WriteSum(TextWriter writer, string name, InequalitySystem system, ImmutableArray<LinearTerm> terms, ImmutableArray<string> coefficients)
    {
        string start = $" {name}:";
        writer.Write(start);
        int column = start.Length;
        if (terms.IsEmpty)
        {
            // A sum without terms is no sum in this format.
            writer.Write(system.Variables.IsEmpty ? string.Empty : $" 0 {system.Variables[0].Name}");
        }

        for (int k = 0; k < terms.Length; k++)
        {
            bool negative = coefficients[k][0] == '-';
            string sign = negative ? " - " : k == 0 ? " " : " + ";
            string term = $"{sign}{(negative ? coefficients[k][1..] : coefficients[k])} {system.Variables[terms[k].Variable].Name}";
            if (column + term.Length > LineLength)
            {
                writer.Write("\n ");
                column = 1;
            }

            writer.Write(term);
            column += term.Length;
        }
    }
}
