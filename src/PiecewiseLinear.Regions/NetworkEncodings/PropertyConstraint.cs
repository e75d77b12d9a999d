using System.Collections.Immutable;
using System.Globalization;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>Adds a property to the system of a network: what is left are exactly the inputs that violate it.</summary>
/// <remarks>
/// Case c has rows u{c}_{k} (Σ a·x + Σ b·y ≤ d) and, where its box is smaller than that of the system, u{c}_x{j}_lo and u{c}_x{j}_up. One case alone: these are rows of the system. Several: in SMT-LIB
/// the disjunction <c>unsafe</c>; otherwise a binary b{c} for each case, the row <c>some</c>: Σ b{c} ≥ 1, and each row as
/// Σ a·v + M·b ≤ d + M with M at least the largest value of Σ a·v − d that the proven bounds of the variables allow: with b = 1 it is the row, with b = 0 it follows from those bounds.
/// None: the row <c>never</c>: 0 ≥ 1.
/// </remarks>
internal sealed class PropertyConstraint(InequalitySystem system, VnnLibProperty property)
{
    private readonly Dictionary<string, int> _variables = Enumerable.Range(0, system.Variables.Length).ToDictionary(i => system.Variables[i].Name, static i => i, StringComparer.Ordinal);

    /// <summary>The system with the property.</summary>
    public InequalitySystem AddTo(ReluForm form)
        => (property.Cases.Length, form) switch
        {
            (0, _) => system with { Rows = system.Rows.Add(new NamedRow("never", [], RowRelation.AtLeast, Rational.One)) },
            (1, _) => system with { Rows = [.. system.Rows, .. RowsOf(0)] },
            (_, ReluForm.PositivePart) => system with { Alternatives = [new RowAlternatives("unsafe", [.. Cases.Select(RowsOf)])] },
            _ => AddBinaries(),
        };

    private IEnumerable<int> Cases => Enumerable.Range(0, property.Cases.Length);

    private InequalitySystem AddBinaries()
    {
        int first = system.Variables.Length;
        IEnumerable<NamedRow> rows = Cases.SelectMany(c => RowsOf(c).Select(row => Relaxed(row, first + c)).OfType<NamedRow>());
        return system with
        {
            Variables = [.. system.Variables, .. Cases.Select(static c => NamedVariable.Binary(Name($"b{c}")))],
            Rows = [.. system.Rows, .. rows, new NamedRow("some", [.. Cases.Select(c => new LinearTerm(first + c, Rational.One))], RowRelation.AtLeast, Rational.One)],
        };
    }

    /// <summary>The row where the binary is 1, nothing where it is 0; null where the bounds prove the row anyway.</summary>
    private NamedRow? Relaxed(NamedRow row, int binary)
    {
        Rational most = -row.Offset;
        foreach (LinearTerm term in row.Terms)
        {
            NamedVariable variable = system.Variables[term.Variable];
            most += term.Coefficient * (term.Coefficient.Sign > 0 ? variable.Upper!.Value : variable.Lower!.Value);
        }

        if (most.Sign <= 0)
        {
            return null;
        }

        Rational relief = OutwardDecimal.Up(most);
        return row with { Terms = row.Terms.Add(new LinearTerm(binary, relief)), Offset = row.Offset + relief };
    }

    private ImmutableArray<NamedRow> RowsOf(int index)
    {
        VnnLibCase @case = property.Cases[index];
        ImmutableArray<NamedRow>.Builder rows = ImmutableArray.CreateBuilder<NamedRow>();
        for (int j = 0; j < property.InputCount; j++)
        {
            NamedVariable input = system.Variables[j];
            if (@case.Box.Lower[j] > input.Lower)
            {
                rows.Add(new NamedRow(Name($"u{index}_x{j}_lo"), [new LinearTerm(j, -Rational.One)], RowRelation.AtMost, -@case.Box.Lower[j]));
            }

            if (@case.Box.Upper[j] < input.Upper)
            {
                rows.Add(new NamedRow(Name($"u{index}_x{j}_up"), [new LinearTerm(j, Rational.One)], RowRelation.AtMost, @case.Box.Upper[j]));
            }
        }

        for (int k = 0; k < @case.Rows.Length; k++)
        {
            PropertyRow row = @case.Rows[k];
            ImmutableArray<LinearTerm> terms =
            [
                .. row.Inputs.Select(static term => new LinearTerm(term.Index, term.Coefficient)),
                .. row.Outputs.Select(term => new LinearTerm(_variables[Name($"y{term.Index}")], term.Coefficient)),
            ];
            rows.Add(new NamedRow(Name($"u{index}_{k}"), terms, RowRelation.AtMost, row.Bound));
        }

        return rows.ToImmutable();
    }

    private static string Name(FormattableString name) => name.ToString(CultureInfo.InvariantCulture);
}
