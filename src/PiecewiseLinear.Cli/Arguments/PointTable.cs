using System.Collections.Immutable;
using System.Globalization;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Cli;

/// <summary>Reads files of many points and of their labels.</summary>
internal static class PointTable
{
    private static readonly char[] Separators = [',', ' ', '\t', '\r'];

    /// <summary>One point a line, numbers apart by commas or white space; empty lines and lines that begin with # are skipped.</summary>
    public static ImmutableArray<ImmutableArray<Rational>> Points(string option, string path, int inputs)
    {
        ImmutableArray<ImmutableArray<Rational>>.Builder points = ImmutableArray.CreateBuilder<ImmutableArray<Rational>>();
        foreach ((int line, string[] words) in Lines(option, path))
        {
            if (words.Length != inputs)
            {
                throw new BadInputException($"{path}, line {line}: found {words.Length} numbers, expected {inputs}, one for each input of the network");
            }

            points.Add([.. words.Select(word => NumberText.One(word, $"{path}, line {line}"))]);
        }

        return points.Count > 0 ? points.ToImmutable() : throw new BadInputException($"{option}: the file {path} has no points; expected one a line");
    }

    /// <summary>
    /// The same with a label at the end of each line, or of none: a line has one number an input and maybe one more, a whole number from 0. Either all lines have a label or none has.
    /// </summary>
    public static ImmutableArray<(ImmutableArray<Rational> Point, int? Label)> LabelledPoints(string option, string path, int inputs)
    {
        ImmutableArray<(ImmutableArray<Rational>, int?)>.Builder points = ImmutableArray.CreateBuilder<(ImmutableArray<Rational>, int?)>();
        int? width = null;
        foreach ((int line, string[] words) in Lines(option, path))
        {
            if (words.Length != inputs && words.Length != inputs + 1)
            {
                throw new BadInputException($"{path}, line {line}: found {words.Length} numbers, expected {inputs}, one for each input of the network, or {inputs + 1} with a label at the end");
            }

            if (words.Length != (width ??= words.Length))
            {
                throw new BadInputException($"{path}, line {line}: found {words.Length} numbers, expected {width} as in the lines before: a label in every line or in none");
            }

            int? label = words.Length == inputs ? null
                : int.TryParse(words[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int known) ? known
                : throw new BadInputException($"{path}, line {line}: '{words[^1]}' is no label; expected a whole number from 0");
            points.Add(([.. words.Take(inputs).Select(word => NumberText.One(word, $"{path}, line {line}"))], label));
        }

        return points.Count > 0 ? points.ToImmutable() : throw new BadInputException($"{option}: the file {path} has no points; expected one a line");
    }

    /// <summary>Whole numbers, any number a line, as many as there are points.</summary>
    public static ImmutableArray<int> Labels(string option, string path, int count)
    {
        ImmutableArray<int>.Builder labels = ImmutableArray.CreateBuilder<int>(count);
        foreach ((int line, string[] words) in Lines(option, path))
        {
            foreach (string word in words)
            {
                labels.Add(int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int label)
                    ? label
                    : throw new BadInputException($"{path}, line {line}: '{word}' is no label; expected a whole number from 0"));
            }
        }

        return labels.Count == count
            ? labels.ToImmutable()
            : throw new BadInputException($"{option}: the file {path} has {labels.Count} labels, expected {count}, one for each point");
    }

    private static IEnumerable<(int Line, string[] Words)> Lines(string option, string path)
    {
        string[] lines = NumberText.ReadFile(option, path.StartsWith('@') ? path[1..] : path).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = lines[i].Split(Separators, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0 && !words[0].StartsWith('#'))
            {
                yield return (i + 1, words);
            }
        }
    }
}
