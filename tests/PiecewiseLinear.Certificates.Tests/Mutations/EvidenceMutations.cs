using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace PiecewiseLinear.Certificates.Tests.Mutations;

/// <summary>Every systematic change of the members of a leaf of a region count: steps, points, facets, decisions.</summary>
internal static partial class EvidenceMutations
{
    public static IEnumerable<string> Of(string text)
    {
        foreach (string more in new[] { "/", "0-;", "0+;", "1+;", "0-0;", "0-0x0;", "~0:;", "~4:;", ";", ",0", "p-1", "x", "w", "t", "0<1:;", "1<0:;", "0", " " })
        {
            yield return text + more;
            yield return more + text;
        }

        foreach (Match number in Number().Matches(text))
        {
            BigInteger value = BigInteger.Parse(number.Value, CultureInfo.InvariantCulture);
            foreach (string other in new[] { value + 1, value - 1, -value, 2 * value, value + 1000, 0 }.Distinct()
                .Select(static other => other.ToString(CultureInfo.InvariantCulture)).Concat(["0" + number.Value, "+" + number.Value, ""]))
            {
                yield return string.Concat(text.AsSpan(0, number.Index), other, text.AsSpan(number.Index + number.Length));
            }
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                yield return text.Remove(i, 1);
                yield return text.Insert(i, text[i..(i + 1)]);
                foreach (char other in "+-/;,:x~<pwt")
                {
                    yield return $"{text[..i]}{other}{text[(i + 1)..]}";
                }
            }
        }

        string[] parts = [.. Part().Matches(text).Select(static part => part.Value)];
        for (int i = 0; i < parts.Length; i++)
        {
            yield return string.Concat([.. parts[..i], .. parts[(i + 1)..]]);
            yield return string.Concat([.. parts[..i], parts[i], .. parts[i..]]);
            if (i > 0)
            {
                yield return string.Concat([.. parts[..(i - 1)], parts[i], parts[i - 1], .. parts[(i + 1)..]]);
            }
        }
    }

    [GeneratedRegex("-?[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Number();

    /// <summary>Steps, vertices, beaten decisions; entries of a list.</summary>
    [GeneratedRegex("[^;/,]*[;/,]?", RegexOptions.None, 1000)]
    private static partial Regex Part();
}
