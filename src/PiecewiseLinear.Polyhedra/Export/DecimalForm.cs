using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>A row in decimal text.</summary>
/// <param name="Source">The row it stands for.</param>
/// <param name="Coefficients">The text of each coefficient, in the order of the row's terms.</param>
/// <param name="Offset">The text of the right-hand side.</param>
internal sealed record DecimalRow(NamedRow Source, ImmutableArray<string> Coefficients, string Offset);

/// <summary>
/// A system in decimal text, for formats that know nothing else. A row may be multiplied by a positive number without a change of its
/// meaning, so a row is exact whenever its integers are short enough: it is written as it stands if short, else with integers over a common
/// power of ten. A bound without a finite expansion (1/3) becomes a row. What had to be rounded is noted.
/// </summary>
internal sealed class DecimalForm
{
    private readonly int _maximumDigits;
    private readonly List<string> _notes = [];

    public DecimalForm(InequalitySystem system, int maximumDigits)
    {
        system.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumDigits, DecimalText.RoundedDigits);
        if (!system.PositiveParts.IsEmpty)
        {
            throw new ArgumentException(
                $"'{system.PositiveParts[0].Name}' defines a positive part, which this format cannot say; expected rows and binary variables (or SMT-LIB)", nameof(system));
        }

        if (!system.Alternatives.IsEmpty)
        {
            throw new ArgumentException(
                $"'{system.Alternatives[0].Name}' is a disjunction of rows, which this format cannot say; expected rows and binary variables (or SMT-LIB)", nameof(system));
        }

        _maximumDigits = maximumDigits;
        var names = new HashSet<string>(system.Variables.Select(static v => v.Name).Concat(system.Rows.Select(static r => r.Name)), StringComparer.OrdinalIgnoreCase);
        var rows = new List<NamedRow>(system.Rows);
        Bounds = [.. system.Variables.Select((v, j) => (Bound(v.Lower, v, j, RowRelation.AtLeast, rows, names), Bound(v.Upper, v, j, RowRelation.AtMost, rows, names)))];
        Rows = [.. rows.Select(Write)];
        Objective = [.. (system.Objective?.Terms ?? []).Select(term => Number(term.Coefficient, "the objective"))];
        foreach (NamedRow row in rows.Where(static r => r.Strict))
        {
            _notes.Add($"row {row.Name} is strict; this format can only say the closed one");
        }
    }

    /// <summary>The rows.</summary>
    public ImmutableArray<DecimalRow> Rows { get; }

    /// <summary>The lower and upper bounds of the variables, null where there is none.</summary>
    public ImmutableArray<(string? Lower, string? Upper)> Bounds { get; }

    /// <summary>The coefficients of the objective, in the order of its terms.</summary>
    public ImmutableArray<string> Objective { get; }

    /// <summary>What a reader must know: roundings and lost strictness.</summary>
    public IReadOnlyList<string> Notes => _notes;

    private string? Bound(Rational? bound, NamedVariable variable, int index, RowRelation relation, List<NamedRow> rows, HashSet<string> names)
    {
        if (bound is not { } value)
        {
            return null;
        }

        BigInteger rest = value.Denominator;
        while (rest.IsEven)
        {
            rest >>= 1;
        }

        while ((rest % 5).IsZero)
        {
            rest /= 5;
        }

        if (rest.IsOne)
        {
            return Number(value, $"a bound of {variable.Name}");
        }

        string name = $"{(relation == RowRelation.AtLeast ? "lower" : "upper")}_{variable.Name}";
        while (!names.Add(name))
        {
            name += "_";
        }

        rows.Add(new NamedRow(name, [new LinearTerm(index, Rational.One)], relation, value));
        return null;
    }

    private DecimalRow Write(NamedRow row)
    {
        if (TryWrite(row, Rational.One, DecimalText.RoundedDigits) is { } plain)
        {
            return plain;
        }

        BigInteger common = IntegerVector.LeastCommonMultiple(row.Terms.Select(static term => term.Coefficient.Denominator).Append(row.Offset.Denominator));

        BigInteger divisor = BigInteger.Zero;
        BigInteger largest = BigInteger.Zero;
        foreach (Rational number in row.Terms.Select(static t => t.Coefficient).Append(row.Offset))
        {
            BigInteger integer = BigInteger.Abs((number * common).Numerator);
            divisor = BigInteger.GreatestCommonDivisor(divisor, integer);
            largest = BigInteger.Max(largest, integer);
        }

        // A row that needs no rounding has something in it that is not zero, or it would have been short.
        int power = DecimalText.DigitCount(largest / divisor) - 1;
        var factor = new Rational(common, divisor * BigInteger.Pow(10, power));
        if (TryWrite(row, factor, _maximumDigits) is { } scaled)
        {
            return scaled;
        }

        _notes.Add($"row {row.Name} is rounded to {DecimalText.RoundedDigits} digits");
        return new DecimalRow(row, [.. row.Terms.Select(t => DecimalText.Rounded(t.Coefficient * factor))], DecimalText.Rounded(row.Offset * factor));
    }

    private static DecimalRow? TryWrite(NamedRow row, Rational factor, int digits)
    {
        string? offset = DecimalExpansion.Of(row.Offset * factor, digits);
        string?[] coefficients = [.. row.Terms.Select(t => DecimalExpansion.Of(t.Coefficient * factor, digits))];
        return offset is null || coefficients.Contains(null) ? null : new DecimalRow(row, [.. coefficients.Select(static c => c!)], offset);
    }

    private string Number(Rational value, string place)
    {
        if (DecimalExpansion.Of(value, _maximumDigits) is { } exact)
        {
            return exact;
        }

        string note = $"{place} is rounded to {DecimalText.RoundedDigits} digits";
        if (!_notes.Contains(note))
        {
            _notes.Add(note);
        }

        return DecimalText.Rounded(value);
    }
}
