using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates.Tests.Mutations;

/// <summary>Every systematic change of every field of one line.</summary>
internal static partial class LineMutations
{
    private static readonly JsonSerializerOptions Canonical = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<(string Name, string Line)> Of(string line)
    {
        JsonNode root = JsonNode.Parse(line)!;
        List<(string Path, Func<JsonNode, JsonNode?> Change)> changes = [];
        Collect(root, "", changes);
        foreach ((string path, Func<JsonNode, JsonNode?> change) in changes)
        {
            JsonNode copy = JsonNode.Parse(line)!;
            yield return (path, (change(copy) ?? copy).ToJsonString(Canonical));
        }

        yield return ("white space", line.Replace(":", ": ", StringComparison.Ordinal));
        yield return ("escape", line.Replace("\"", "\\u0022", StringComparison.Ordinal));
        yield return ("first key twice", line[..^1] + "," + line[1..]);
        yield return ("text after the object", line + " ");
        yield return ("cut", line[..(line.Length / 2)]);
    }

    private static void Collect(JsonNode? node, string path, List<(string, Func<JsonNode, JsonNode?>)> changes)
    {
        switch (node)
        {
            case JsonObject members:
                CollectObject(members, path, changes);
                break;
            case JsonArray items:
                CollectArray(items, path, changes);
                break;
            default:
                foreach ((string name, JsonNode? value) in Others(node))
                {
                    changes.Add(($"{path}: {name}", root => Replace(root, path, value)));
                }

                break;
        }
    }

    private static void CollectObject(JsonObject members, string path, List<(string, Func<JsonNode, JsonNode?>)> changes)
    {
        foreach ((string key, JsonNode? value) in members.ToArray())
        {
            Collect(value, $"{path}/{key}", changes);
            changes.Add(($"{path}/{key}: removed", root => Edit(root, path, node => node.AsObject().Remove(key))));
            changes.Add(($"{path}/{key}: last", root => Edit(root, path, node =>
            {
                JsonNode? moved = node[key]?.DeepClone();
                node.AsObject().Remove(key);
                node.AsObject().Add(key, moved);
            })));
        }

        changes.Add(($"{path}: unknown key", root => Edit(root, path, static node => node["extra"] = "1")));
    }

    private static void CollectArray(JsonArray items, string path, List<(string, Func<JsonNode, JsonNode?>)> changes)
    {
        changes.Add(($"{path}: emptied", root => Edit(root, path, static node => node.AsArray().Clear())));
        changes.Add(($"{path}: null", root => Replace(root, path, value: null)));
        for (int i = 0; i < items.Count; i++)
        {
            int index = i;
            Collect(items[i], string.Create(CultureInfo.InvariantCulture, $"{path}/{i}"), changes);
            changes.Add(($"{path}/{i}: removed", root => Edit(root, path, node => node.AsArray().RemoveAt(index))));
            changes.Add(($"{path}/{i}: twice", root => Edit(root, path, node => node.AsArray().Insert(index, node[index]?.DeepClone()))));
            if (i > 0)
            {
                changes.Add(($"{path}/{i}: swapped with the one before", root => Edit(root, path, node =>
                {
                    JsonNode? moved = node[index]?.DeepClone();
                    node.AsArray().RemoveAt(index);
                    node.AsArray().Insert(index - 1, moved);
                })));
            }
        }
    }

    private static IEnumerable<(string Name, JsonNode? Value)> Others(JsonNode? node)
    {
        if (node is null)
        {
            return [("was null", JsonValue.Create("1")), ("was null", new JsonArray()), ("was null", JsonValue.Create(true)), ("was null", new JsonArray("1", "1"))];
        }

        if (node.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
        {
            return [("flipped", JsonValue.Create(!node.GetValue<bool>())), ("null", null), ("text", JsonValue.Create("true"))];
        }

        string text = node.GetValue<string>();
        IEnumerable<string> others = CanonicalNumber.TryRead(text, out Rational value, out _) ? OtherNumbers(value, text)
            : RowReference.TryParse(text, out RowReference row) ? OtherRows(row)
            : text.Contains(' ', StringComparison.Ordinal) && text.All(static c => c is ' ' or '-' || char.IsAsciiDigit(c)) ? OtherRuns(text.Split(' '))
            : text.Length == 0 || text.AsSpan().ContainsAny(",;:p") ? EvidenceMutations.Of(text)
            : OtherWords(text);
        return others.Select(static other => (other, (JsonNode?)JsonValue.Create(other))).Append(("null", null));
    }

    private static IEnumerable<string> OtherNumbers(Rational value, string text)
    {
        Rational tiny = new(1, System.Numerics.BigInteger.One << 40);
        Rational[] near = [value + 1, value - 1, -value, value * 2, value / 2, value / 3, value + tiny, value - tiny, Rational.Zero];
        IEnumerable<string> others = near.Where(other => other != value).Distinct().Select(CanonicalNumber.Spell)
            .Concat(["0" + text, "+" + text, text + "/1", text + " ", text + ".0", value.Denominator.IsOne ? text + "p-0" : $"{value.Numerator * 2}/{value.Denominator * 2}"]);
        return SignsOrPattern().IsMatch(text) ? others.Concat(OtherWords(text)) : others;
    }

    private static IEnumerable<string> OtherRows(RowReference row)
        => row.IsNeuron
            ? [RowReference.OfNeuron(row.Layer, row.NeuronIndex + 1).ToString(), RowReference.OfNeuron(row.Layer + 1, row.NeuronIndex).ToString(),
                RowReference.OfNeuron(row.Layer, Math.Max(0, row.NeuronIndex - 1)).ToString(), "x0<", "x1>", "9:9", "x9<", "00:0", ""]
            : [RowReference.OfBox(row.Input, row.Side == BoxSide.Lower ? BoxSide.Upper : BoxSide.Lower).ToString(), RowReference.OfBox(row.Input + 1, row.Side).ToString(),
                "0:0", "0:1", "1:0", "x9<", "x0", ""];

    /// <summary>Other integers of a run of a step, and other spellings.</summary>
    private static IEnumerable<string> OtherRuns(string[] integers)
    {
        string text = string.Join(' ', integers);
        IEnumerable<string> others = [text + " ", " " + text, text.Replace(" ", "  ", StringComparison.Ordinal), text + " 0", "0 " + text, text.Replace(' ', ','), text + " 1", text + " 0 0 0 0 0 1", "+" + text, ""];
        for (int k = 0; k < integers.Length; k++)
        {
            System.Numerics.BigInteger integer = System.Numerics.BigInteger.Parse(integers[k], CultureInfo.InvariantCulture);
            foreach (System.Numerics.BigInteger other in new[] { integer + 1, integer - 1, -integer, 2 * integer, 1000 * integer, 0 }.Where(other => other != integer).Distinct())
            {
                string[] changed = [.. integers];
                changed[k] = other.ToString(CultureInfo.InvariantCulture);
                others = others.Append(string.Join(' ', changed));
            }
        }

        return others;
    }

    private static IEnumerable<string> OtherWords(string text)
    {
        foreach (string[] words in new string[][] { ["both", "active", "inactive", "l1", "l2", "linf"], ["beaten", "boundary", "reach"] })
        {
            if (words.Contains(text))
            {
                return [.. words.Where(word => word != text), "other"];
            }
        }

        return SignsOrPattern().IsMatch(text)
            ? Enumerable.Range(0, text.Length).SelectMany(i => "01*".Where(c => c != text[i]).Select(c => $"{text[..i]}{c}{text[(i + 1)..]}")).Concat([text[1..], text + "0", text + "*"])
            : [text + "x", text[1..], (text[0] == '0' ? "1" : "0") + text[1..], text.ToUpperInvariant() + "A"];
    }

    private static JsonNode? Edit(JsonNode root, string path, Action<JsonNode> edit)
    {
        edit(Find(root, path));
        return null;
    }

    private static JsonNode? Replace(JsonNode root, string path, JsonNode? value)
    {
        int slash = path.LastIndexOf('/');
        JsonNode parent = Find(root, path[..slash]);
        string key = path[(slash + 1)..];
        if (parent is JsonArray list)
        {
            list[int.Parse(key, CultureInfo.InvariantCulture)] = value?.DeepClone();
        }
        else
        {
            parent[key] = value?.DeepClone();
        }

        return null;
    }

    private static JsonNode Find(JsonNode root, string path)
        => path.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(root, static (node, key) =>
            (node is JsonArray list ? list[int.Parse(key, CultureInfo.InvariantCulture)] : node[key])!);

    [GeneratedRegex(@"^[01*]+\z", RegexOptions.None, 1000)]
    private static partial Regex SignsOrPattern();
}
