namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Writes a system in the free MPS format. Rows are multiplied by positive numbers where that makes them exact. MPS minimizes: a
/// maximization is written with the objective negated, and a comment says so (the section OBJSENSE is not read by all, CLP 1.17 for one).
/// Binary variables have bounds of the type <c>BV</c>.
/// </summary>
public static class MpsWriter
{
    /// <summary>
    /// The digits of a number after which it is rounded, unless told otherwise: many readers refuse long numbers (CLP 1.17 those of more than
    /// 23 characters). For one that does not, 1,000 digits make the file exact like the LP file.
    /// </summary>
    public const int DefaultMaximumDigits = DecimalText.RoundedDigits;

    /// <summary>Writes the system.</summary>
    /// <param name="system">The system.</param>
    /// <param name="writer">Where to; lines end in a line feed.</param>
    /// <param name="maximumDigits">The digits of a number after which it is rounded to 17, at least 17.</param>
    /// <exception cref="ArgumentException">A name or a term of the system is wrong, or it has a positive part or a disjunction; the message names it.</exception>
    public static void Write(InequalitySystem system, TextWriter writer, int maximumDigits = DefaultMaximumDigits)
    {
        var form = new DecimalForm(system, maximumDigits);
        bool negate = system.Objective is { Maximize: true };
        foreach (string line in system.CommentLines.Concat(form.Notes))
        {
            writer.Write($"* {line}\n");
        }

        if (negate)
        {
            writer.Write("* the objective is to be maximized: minimize its negative, as written here\n");
        }

        writer.Write($"NAME PiecewiseLinear FREE\nROWS\n N {InequalitySystem.ObjectiveName}\n");
        foreach (DecimalRow row in form.Rows)
        {
            writer.Write($" {row.Source.Relation switch { RowRelation.AtMost => 'L', RowRelation.AtLeast => 'G', _ => 'E' }} {row.Source.Name}\n");
        }

        WriteColumns(system, form, writer, negate);
        writer.Write("RHS\n");
        foreach (DecimalRow row in form.Rows.Where(static r => r.Offset != "0"))
        {
            writer.Write($" RHS {row.Source.Name} {row.Offset}\n");
        }

        WriteBounds(system, form, writer);
        writer.Write("ENDATA\n");
    }

    private static void WriteColumns(InequalitySystem system, DecimalForm form, TextWriter writer, bool negate)
    {
        var columns = new List<(string Row, string Value)>[system.Variables.Length];
        for (int j = 0; j < columns.Length; j++)
        {
            columns[j] = [];
        }

        for (int k = 0; k < form.Objective.Length; k++)
        {
            string value = form.Objective[k];
            string written = !negate || value == "0" ? value : value[0] == '-' ? value[1..] : $"-{value}";
            columns[system.Objective!.Terms[k].Variable].Add((InequalitySystem.ObjectiveName, written));
        }

        foreach (DecimalRow row in form.Rows)
        {
            for (int k = 0; k < row.Coefficients.Length; k++)
            {
                columns[row.Source.Terms[k].Variable].Add((row.Source.Name, row.Coefficients[k]));
            }
        }

        writer.Write("COLUMNS\n");
        for (int j = 0; j < columns.Length; j++)
        {
            // A variable exists by its entries; one without any gets a zero.
            foreach ((string row, string value) in columns[j].DefaultIfEmpty((InequalitySystem.ObjectiveName, "0")))
            {
                writer.Write($" {system.Variables[j].Name} {row} {value}\n");
            }
        }
    }

    private static void WriteBounds(InequalitySystem system, DecimalForm form, TextWriter writer)
    {
        writer.Write("BOUNDS\n");
        for (int j = 0; j < system.Variables.Length; j++)
        {
            string name = system.Variables[j].Name;
            (string? lower, string? upper) = form.Bounds[j];
            if (system.Variables[j].IsBinary)
            {
                writer.Write($" BV BND {name}\n");
                continue;
            }

            if (lower is null)
            {
                writer.Write($" {(upper is null ? "FR" : "MI")} BND {name}\n");
            }
            else
            {
                writer.Write($" LO BND {name} {lower}\n");
            }

            if (upper is not null)
            {
                writer.Write($" UP BND {name} {upper}\n");
            }
        }
    }
}
