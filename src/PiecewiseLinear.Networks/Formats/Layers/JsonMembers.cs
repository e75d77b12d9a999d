using System.Text.Json;

namespace PiecewiseLinear.Networks.Formats.Layers;

/// <summary>The members of a JSON object, with errors that name their place.</summary>
internal readonly struct JsonMembers
{
    private readonly JsonElement _element;
    private readonly string _place;
    private readonly string _fileName;

    public JsonMembers(JsonElement element, string place, string fileName)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new NetworkFormatException(fileName, $"{place}: found {Describe(element)}, expected an object {{…}}");
        }

        (_element, _place, _fileName) = (element, place, fileName);
    }

    public JsonElement? Optional(string name) => _element.TryGetProperty(name, out JsonElement value) ? value : null;

    public JsonElement Required(string name)
        => Optional(name) ?? throw new NetworkFormatException(_fileName, $"{_place}: it has no member \"{name}\"");

    public JsonElement[] Array(string name)
    {
        JsonElement value = Required(name);
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray()]
            : throw new NetworkFormatException(_fileName, $"{name} of {_place}: found {Describe(value)}, expected a list […]");
    }

    public static double[] Numbers(JsonElement list, string place, StoredDecimals decimals, string fileName)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new NetworkFormatException(fileName, $"{place}: found {Describe(list)}, expected a list of numbers");
        }

        double[] numbers = new double[list.GetArrayLength()];
        int i = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !decimals.TryRead(item.GetRawText(), out numbers[i]))
            {
                throw new NetworkFormatException(fileName, $"{place}[{i}]: found {Describe(item)}, expected a finite number within the range of float64");
            }

            i++;
        }

        return numbers;
    }

    private static string Describe(JsonElement element)
    {
        string text = element.GetRawText();
        return text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 37), "...");
    }
}
