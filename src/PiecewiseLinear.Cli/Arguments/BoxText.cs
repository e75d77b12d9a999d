using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Cli;

/// <summary>Reads a box: <c>LO,HI</c> for every input, <c>@FILE</c> with a line <c>lo hi</c> an input, or the input bounds of <c>@FILE.vnnlib</c>.</summary>
internal static class BoxText
{
    public static Box Read(string option, string value, int inputs)
    {
        if (!value.StartsWith('@'))
        {
            string[] ends = value.Split(',');
            return ends.Length == 2
                ? Make(
                    option,
                    [.. Enumerable.Repeat(NumberText.One(ends[0].Trim(), "the lower end of the box"), inputs)],
                    [.. Enumerable.Repeat(NumberText.One(ends[1].Trim(), "the upper end of the box"), inputs)])
                : throw new BadInputException($"{option}: '{value}' has {ends.Length} numbers, expected two, the ends LO,HI for every input");
        }

        string path = value[1..];
        string text = NumberText.ReadFile(option, path);
        return path.EndsWith(".vnnlib", StringComparison.OrdinalIgnoreCase) ? FromProperty(option, path, text, inputs) : FromLines(path, text, inputs);
    }

    private static Box FromLines(string path, string text, int inputs)
    {
        List<Rational> lower = [], upper = [];
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = lines[i].Split([' ', '\t', ',', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }

            if (words.Length != 2)
            {
                throw new BadInputException($"{path}, line {i + 1}: expected the two ends 'lo hi' of one input, found {words.Length} numbers");
            }

            lower.Add(NumberText.One(words[0], $"{path}, line {i + 1}"));
            upper.Add(NumberText.One(words[1], $"{path}, line {i + 1}"));
        }

        return lower.Count == inputs
            ? Make(path, [.. lower], [.. upper])
            : throw new BadInputException($"{path}: it has ends for {lower.Count} inputs, expected {inputs}, one line for each input of the network");
    }

    private static Box FromProperty(string option, string path, string text, int inputs)
    {
        try
        {
            return VnnLibReader.ReadBox(text, path, inputs);
        }
        catch (NetworkFormatException e)
        {
            throw new BadInputException($"{option}: {e.Message}", e);
        }
    }

    private static Box Make(string place, ImmutableArray<Rational> lower, ImmutableArray<Rational> upper)
    {
        try
        {
            return new Box(lower, upper);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{place}: {e.Message}", e);
        }
    }
}
