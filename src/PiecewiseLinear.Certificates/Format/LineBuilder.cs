using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>Spells one line of a certificate, member by member.</summary>
internal sealed class LineBuilder
{
    private readonly StringBuilder _text = new("{");

    public LineBuilder Text(string key, string value) => Key(key).Quoted(value);

    public LineBuilder TextOrNull(string key, string? value) => value is null ? Null(key) : Text(key, value);

    public LineBuilder Texts(string key, IEnumerable<string> values) => Key(key).List(values, static (line, value) => line.Quoted(value));

    public LineBuilder Count(string key, int? value) => value is { } count ? Text(key, count.ToString(CultureInfo.InvariantCulture)) : Null(key);

    public LineBuilder Total(string key, long? value) => value is { } total ? Text(key, total.ToString(CultureInfo.InvariantCulture)) : Null(key);

    public LineBuilder Totals(string key, IEnumerable<long> values) => Texts(key, values.Select(static value => value.ToString(CultureInfo.InvariantCulture)));

    public LineBuilder Boolean(string key, bool value) => Key(key).Raw(value ? "true" : "false");

    public LineBuilder Number(string key, Rational? value) => value is { } number ? Text(key, Spell(number)) : Null(key);

    public LineBuilder Numbers(string key, ImmutableArray<Rational>? values) => values is { } numbers ? Texts(key, numbers.Select(Spell)) : Null(key);

    public LineBuilder Box(string key, Box? box)
        => box is null
            ? Null(key)
            : Key(key).List(Enumerable.Range(0, box.Dimension), (line, j) => line.Pair(Spell(box.Lower[j]), Spell(box.Upper[j])));

    public LineBuilder Multipliers(string key, ImmutableArray<WeightedRow> rows)
        => Key(key).List(
            rows.Where(static row => !row.Weight.IsZero).OrderBy(static row => row.Row, RowReference.Order),
            static (line, row) => line.Pair(row.Row.ToString(), Spell(row.Weight)));

    /// <summary>Multipliers of numbered rows, ascending.</summary>
    public LineBuilder NumberedMultipliers(string key, ImmutableArray<(int Row, Rational Weight)> rows)
        => Key(key).List(
            rows.Where(static row => !row.Weight.IsZero).OrderBy(static row => row.Row),
            static (line, row) => line.Pair(row.Row.ToString(CultureInfo.InvariantCulture), Spell(row.Weight)));

    /// <summary>The rows of an unsafe polyhedron: terms over the inputs, terms over the outputs, bound.</summary>
    public LineBuilder PropertyRows(string key, IEnumerable<PropertyRow> rows)
        => Key(key).List(rows, static (line, row) => line.Raw("[").Terms(row.Inputs).Raw(",").Terms(row.Outputs).Raw(",").Quoted(Spell(row.Bound)).Raw("]"));

    /// <summary>The members unit and step.</summary>
    public LineBuilder Step(ImmutableArray<InputStep> step)
    {
        (Rational unit, IReadOnlyList<(int First, string Integers)> runs) = StepRuns.Of([.. step.Where(static part => !part.Distance.IsZero).OrderBy(static part => part.Input)]);
        return Number("unit", unit).Key("step").List(runs, static (line, run) => line.Pair(run.First.ToString(CultureInfo.InvariantCulture), run.Integers));
    }

    public StringBuilder End() => _text.Append('}');

    private static string Spell(Rational value)
    {
        if (BigInteger.Max(BigInteger.Abs(value.Numerator), value.Denominator).GetBitLength() > FormatLimits.BinaryExponent
            && !CanonicalNumber.TryRead(CanonicalNumber.Spell(value), out _, out string problem))
        {
            throw new ArgumentException($"a number of the certificate cannot be written: {problem}", nameof(value));
        }

        return CanonicalNumber.Spell(value);
    }

    private LineBuilder Key(string key) => Raw(_text.Length == 1 ? "\"" : ",\"").Raw(key).Raw("\":");

    private LineBuilder Null(string key) => Key(key).Raw("null");

    private LineBuilder Terms(ImmutableArray<PropertyTerm> terms)
        => List(terms, static (line, term) => line.Pair(term.Index.ToString(CultureInfo.InvariantCulture), Spell(term.Coefficient)));

    private LineBuilder Pair(string first, string second) => Raw("[").Quoted(first).Raw(",").Quoted(second).Raw("]");

    private LineBuilder Quoted(string value) => Raw("\"").Raw(value).Raw("\"");

    private LineBuilder List<T>(IEnumerable<T> items, Action<LineBuilder, T> item)
    {
        Raw("[");
        bool first = true;
        foreach (T value in items)
        {
            Raw(first ? "" : ",");
            first = false;
            item(this, value);
        }

        return Raw("]");
    }

    private LineBuilder Raw(string value)
    {
        _text.Append(value);
        return this;
    }
}
