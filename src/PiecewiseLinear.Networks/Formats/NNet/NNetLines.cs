using System.Globalization;

namespace PiecewiseLinear.Networks.Formats.NNet;

/// <summary>The lines of an NNet file after its comments, read once in order; errors name the line and the field.</summary>
internal sealed class NNetLines
{
    private readonly string _text;
    private readonly string _fileName;
    private int _position;
    private int _line;

    public NNetLines(string text, string fileName)
    {
        (_text, _fileName) = (text, fileName);
    }

    /// <summary>The next line as exactly <paramref name="count"/> integers.</summary>
    public int[] Integers(string what, int count, int atLeast)
    {
        ReadOnlySpan<char> line = Next(what);
        int[] values = new int[ExpectCount(line, what, count)];
        int k = 0;
        foreach (Range range in line.Split(','))
        {
            ReadOnlySpan<char> field = line[range].Trim();
            if (!int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out values[k]) || values[k] < atLeast)
            {
                throw Problem($"field {k + 1} of {what}: found '{field}', expected a whole number of at least {atLeast}");
            }

            k++;
        }

        return values;
    }

    /// <summary>The next line as exactly <paramref name="count"/> finite numbers.</summary>
    public double[] Numbers(string what, int count, StoredDecimals? decimals = null)
    {
        decimals ??= new StoredDecimals();
        ReadOnlySpan<char> line = Next(what);
        double[] values = new double[ExpectCount(line, what, count)];
        int k = 0;
        foreach (Range range in line.Split(','))
        {
            ReadOnlySpan<char> field = line[range].Trim();
            if (!decimals.TryRead(field, out values[k]))
            {
                throw Problem($"field {k + 1} of {what}: found '{field}', expected a finite number within the range of float64");
            }

            k++;
        }

        return values;
    }

    /// <summary>Passes over the next line.</summary>
    public void Skip(string what) => Next(what);

    /// <summary>Refuses anything but white space after the last line.</summary>
    public void ExpectEnd()
    {
        int line = _line;
        ReadOnlySpan<char> rest = _text.AsSpan(_position).TrimStart();
        if (!rest.IsEmpty)
        {
            throw new NetworkFormatException(_fileName, $"after line {line}: found '{rest[..Math.Min(rest.Length, 20)]}', expected the end of the file after the last bias");
        }
    }

    /// <summary>A problem at the current line.</summary>
    public NetworkFormatException Problem(string problem) => new(_fileName, $"line {_line}: {problem}");

    private ReadOnlySpan<char> Next(string what)
    {
        while (_position < _text.Length)
        {
            _line++;
            int length = _text.AsSpan(_position).IndexOf('\n');
            ReadOnlySpan<char> line = length < 0 ? _text.AsSpan(_position) : _text.AsSpan(_position, length);
            _position += length < 0 ? line.Length : length + 1;
            line = line.Trim();
            if (!line.IsEmpty && !line.StartsWith("//"))
            {
                return line.EndsWith(',') ? line[..^1] : line;
            }
        }

        throw new NetworkFormatException(_fileName, $"after line {_line}: the file ends; expected {what}");
    }

    private int ExpectCount(ReadOnlySpan<char> line, string what, int count)
    {
        int found = line.Count(',') + 1;
        return found == count ? count : throw Problem($"{what}: found {found} fields, expected {count}");
    }
}
