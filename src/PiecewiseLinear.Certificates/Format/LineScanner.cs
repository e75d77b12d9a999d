using System.Collections.Immutable;
using System.Globalization;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// Reads one canonical line: a JSON object whose keys come in a fixed order, without white space, whose strings need no escapes. The grammar is
/// so narrow that anything else is an error at a known field.
/// </summary>
internal sealed class LineScanner(string text, int line)
{
    private int _position;
    private string _field = "";

    /// <summary>The key of the object's first member, to tell the kinds of lines apart; empty if there is none.</summary>
    public string FirstKey
    {
        get
        {
            int end = text.StartsWith("{\"", StringComparison.Ordinal) ? text.IndexOf('"', 2) : -1;
            return end < 0 ? "" : text[2..end];
        }
    }

    public CertificateFormatException Error(string problem, CertificateDefect defect = CertificateDefect.Malformed) => new(defect, line, _field, problem);

    public LineScanner Key(string key)
    {
        _field = key;
        Expect(_position == 0 ? "{" : ",");
        Expect("\"" + key + "\":");
        return this;
    }

    public void End()
    {
        Expect("}");
        if (_position != text.Length)
        {
            throw Error($"the line goes on after its object: '{Found()}'");
        }
    }

    public string Text()
    {
        Expect("\"");
        int end = text.IndexOf('"', _position);
        if (end < 0)
        {
            throw Error("the string does not end");
        }

        string value = text[_position..end];
        if (value.Contains('\\', StringComparison.Ordinal))
        {
            throw Error("strings have no escapes");
        }

        _position = end + 1;
        return value;
    }

    public Rational Number() => CanonicalNumber.TryRead(Text(), out Rational value, out string problem) ? value : throw Error(problem);

    public int Count()
    {
        string digits = Text();
        return digits.Length <= FormatLimits.CountDigits && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && (digits == "0" || digits[0] != '0')
            ? count
            : throw Error($"expected a count, found '{digits}'");
    }

    public RowReference Row()
    {
        string name = Text();
        return RowReference.TryParse(name, out RowReference row) ? row : throw Error($"expected a row such as 0:3, x0< or x0>, found '{name}'");
    }

    public bool Boolean()
    {
        bool value = At("true");
        Expect(value ? "true" : "false");
        return value;
    }

    /// <summary>Whether a null stands here; passes over it.</summary>
    public bool Null()
    {
        bool isNull = At("null");
        _position += isNull ? 4 : 0;
        return isNull;
    }

    public ImmutableArray<T> List<T>(Func<T> item)
    {
        ImmutableArray<T>.Builder items = ImmutableArray.CreateBuilder<T>();
        Expect("[");
        while (!At("]"))
        {
            if (items.Count > 0)
            {
                Expect(",");
            }

            items.Add(item());
        }

        Expect("]");
        return items.DrainToImmutable();
    }

    public ImmutableArray<Rational> Numbers() => List(Number);

    public (TFirst First, TSecond Second) Pair<TFirst, TSecond>(Func<TFirst> first, Func<TSecond> second)
    {
        Expect("[");
        TFirst one = first();
        Expect(",");
        TSecond two = second();
        Expect("]");
        return (one, two);
    }

    public (TFirst First, TSecond Second, TThird Third) Triple<TFirst, TSecond, TThird>(Func<TFirst> first, Func<TSecond> second, Func<TThird> third)
    {
        Expect("[");
        TFirst one = first();
        Expect(",");
        TSecond two = second();
        Expect(",");
        TThird three = third();
        Expect("]");
        return (one, two, three);
    }

    /// <summary>The ends of a box.</summary>
    public Box Box()
    {
        ImmutableArray<(Rational Lower, Rational Upper)> ends = List(() => Pair(Number, Number));
        try
        {
            return new Box([.. ends.Select(static end => end.Lower)], [.. ends.Select(static end => end.Upper)]);
        }
        catch (ArgumentException exception)
        {
            throw Error(exception.Message);
        }
    }

    /// <summary>An integer ≥ 0 of at most 18 digits.</summary>
    public long Total()
    {
        string digits = Text();
        return digits.Length <= 18 && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long total) && (digits == "0" || digits[0] != '0')
            ? total
            : throw Error($"expected a number of at most 18 digits, found '{digits}'");
    }

    /// <summary>Multipliers, the rows strictly ascending.</summary>
    public ImmutableArray<WeightedRow> Multipliers()
    {
        ImmutableArray<WeightedRow> rows = List(() => Pair(Row, Number) is var (row, weight) ? new WeightedRow(row, weight) : default);
        Ascending(rows.Select(static row => row.Row));
        return rows;
    }

    /// <summary>Multipliers of numbered rows, strictly ascending, each above 0.</summary>
    public ImmutableArray<(int Row, Rational Weight)> NumberedMultipliers()
    {
        int last = -1;
        return List(() =>
        {
            (int row, Rational weight) = Pair(Count, Number);
            if (row <= last || weight.Sign <= 0)
            {
                throw Error($"expected ascending rows with multipliers above 0, found {row} with {weight}");
            }

            last = row;
            return (row, weight);
        });
    }

    /// <summary>The members unit and step.</summary>
    public ImmutableArray<InputStep> Step()
    {
        Rational unit = Key("unit").Number();
        ImmutableArray<(int, string)> runs = Key("step").List(() => Pair(Count, Text));
        return StepRuns.TryRead(unit, runs, out ImmutableArray<InputStep> step, out string problem) ? step : throw Error(problem);
    }

    /// <summary>Rows, strictly ascending.</summary>
    public void Ascending(IEnumerable<RowReference> rows)
    {
        RowReference? previous = null;
        foreach (RowReference row in rows)
        {
            if (previous is { } before && RowReference.Order.Compare(before, row) >= 0)
            {
                throw Error($"rows come in ascending order, found {before} before {row}");
            }

            previous = row;
        }
    }

    private bool At(string literal) => string.CompareOrdinal(text, _position, literal, 0, literal.Length) == 0;

    private void Expect(string literal)
    {
        if (!At(literal))
        {
            throw Error($"expected {literal}, found {(Found().Length == 0 ? "the end of the line" : Found())}");
        }

        _position += literal.Length;
    }

    private string Found() => text.Substring(_position, Math.Min(20, text.Length - _position));
}
