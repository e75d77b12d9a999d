using System.Text;

namespace PiecewiseLinear.TestKit.HostileFiles;

/// <summary>NNet and JSON files that nest, claim, repeat or spell out too much.</summary>
internal static class TextBombs
{
    private static readonly string[] Numbers =
    [
        "1e308", "-1.7976931348623157e308", "1e309", "5e-324", "1e-320", "4.9406564584124654e-324", "0e999999999", "1e999999999", "1e-999999999", "NaN", "Infinity", "0x10",
        "0." + new string('0', 9000) + "1", new string('9', 9000), "0." + new string('3', 100_000), "1" + new string('0', 300) + ".5",
    ];

    public static IEnumerable<HostileFile> All()
        => [
            .. Layers().Select(static file => new HostileFile("text, JSON", file.Name, ".json", Encoding.UTF8.GetBytes(file.Text))),
            .. Networks().Select(static file => new HostileFile("text, NNet", file.Name, ".nnet", Encoding.UTF8.GetBytes(file.Text))),
        ];

    private static IEnumerable<(string Name, string Text)> Layers()
    {
        foreach (string number in Numbers)
        {
            yield return ($"a weight {Short(number)}", $"{{\"layers\": [{{\"W\": [[{number}, {number}], [{number}, 1]], \"b\": [0, {number}]}}, {{\"W\": [[{number}, 2]], \"b\": [0]}}]}}");
        }

        yield return ("100,000 lists", new string('[', 100_000));
        yield return ("100,000 objects", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)));
        yield return ("10,000 lists, closed", $"{{\"layers\": {new string('[', 10_000)}{new string(']', 10_000)}}}");
        yield return ("1,000 layers of one neuron", $"{{\"layers\": [{string.Join(',', Enumerable.Repeat("{\"W\": [[1]], \"b\": [0.5]}", 1000))}]}}");
        yield return ("10,000 empty layers", $"{{\"layers\": [{string.Join(',', Enumerable.Repeat("{}", 10_000))}]}}");
        yield return ("10,000 members of one name", $"{{{string.Concat(Enumerable.Repeat("\"layers\": 1, ", 10_000))}\"layers\": []}}");
        yield return ("a name that is half a character", "{\"\\ud800\": 1, \"layers\": [{\"W\": [[1]], \"b\": [0]}]}");
        yield return ("an activation that is half a character", "{\"activation\": \"\\ud800\", \"layers\": [{\"W\": [[1]], \"b\": [0]}]}");
        yield return ("a string of 100,000 escapes", $"{{\"layers\": \"{string.Concat(Enumerable.Repeat("\\u0041", 100_000))}\"}}");
        yield return ("rows of growing length", $"{{\"layers\": [{{\"W\": [{string.Join(',', Enumerable.Range(1, 300).Select(static n => $"[{string.Join(',', Enumerable.Repeat("1", n))}]"))}], \"b\": [0]}}]}}");
    }

    private static IEnumerable<(string Name, string Text)> Networks()
    {
        foreach (string number in Numbers)
        {
            yield return ($"a weight {Short(number)}", $"2,2,1,2,\n2,2,1,\n0,\n-1,-1,\n1,1,\n0,0,0,\n1,1,1,\n{number},1,\n{number},{number},\n0,\n{number},\n{number},2,\n0,\n");
        }

        foreach (string header in (string[])["2147483647,2147483647,2147483647,2147483647", "1,2147483647,2147483647,1", "2147483646,1,1,1", "-1,1,1,1", "1,1,1"])
        {
            yield return ($"a header {header}", $"{header},\n{string.Join(',', header.Split(',').Skip(1).Take(2))},\n0,\n1,\n1,\n1,\n1,\n1,\n");
        }

        yield return ("100,000 comments", string.Concat(Enumerable.Repeat("//\n", 100_000)));
        yield return ("100,000 empty lines", new string('\n', 100_000) + "1,1,1,1\n");
        yield return ("100,000 fields", new string('1', 1) + string.Concat(Enumerable.Repeat(",1", 100_000)));
        yield return ("a field of 100,000 digits", new string('1', 100_000));
        yield return ("1,000 layers of one neuron", $"1000,1,1,1,\n{string.Join(',', Enumerable.Repeat("1", 1001))},\n0,\n-1,\n1,\n0,0,\n1,1,\n{string.Concat(Enumerable.Repeat("1,\n0.5,\n", 1000))}");
    }

    private static string Short(string number) => number.Length <= 30 ? number : $"{number[..10]}… of {number.Length} characters";
}
