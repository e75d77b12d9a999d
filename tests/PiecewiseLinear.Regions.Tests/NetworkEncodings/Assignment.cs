using System.Globalization;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions.Tests.NetworkEncodings;

/// <summary>Values for all variables of a network's system by their names, and what of the system they violate, in exact arithmetic.</summary>
internal static class Assignment
{
    /// <summary>x, h, z and y as in the trace; the binaries as told.</summary>
    public static Rational[] Of(InequalitySystem system, IReadOnlyList<Rational> point, ForcedTrace trace, Func<int, int, bool> active)
        => [.. system.Variables.Select(variable =>
        {
            int[] place = [.. variable.Name[1..].Split('_').Select(static part => int.Parse(part, CultureInfo.InvariantCulture))];
            return variable.Name[0] switch
            {
                'x' => point[place[0]],
                'y' => trace.Outputs[place[0]],
                'h' => trace.Activations[place[0]][place[1]],
                'z' => trace.PreActivations[place[0]][place[1]],
                'a' => active(place[0], place[1]) ? Rational.One : Rational.Zero,
                _ => throw new ArgumentException($"unknown variable {variable.Name}"),
            };
        })];

    /// <summary>The names of the rows, bounds and positive parts that the values violate.</summary>
    public static string[] Violations(InequalitySystem system, Rational[] values)
    {
        List<string> violated = [];
        for (int j = 0; j < values.Length; j++)
        {
            NamedVariable variable = system.Variables[j];
            if (variable.Lower > values[j] || variable.Upper < values[j] || (variable.IsBinary && !values[j].IsZero && values[j] != Rational.One))
            {
                violated.Add($"bound of {variable.Name}");
            }
        }

        foreach (NamedRow row in system.Rows)
        {
            int excess = row.Terms.Aggregate(-row.Offset, (sum, term) => sum + (term.Coefficient * values[term.Variable])).Sign;
            if (row.Relation switch { RowRelation.AtMost => excess > 0, RowRelation.AtLeast => excess < 0, _ => excess != 0 })
            {
                violated.Add(row.Name);
            }
        }

        violated.AddRange(system.PositiveParts.Where(part => values[part.Result] != Rational.Max(values[part.Argument], Rational.Zero)).Select(static part => part.Name));
        return [.. violated];
    }
}
