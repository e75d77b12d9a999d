using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.TestKit.BruteForce;

/// <summary>The golden networks and what is known about them, read here without the product's importers.</summary>
public static class GoldenNetworks
{
    /// <summary>The facts of golden.json about one network.</summary>
    public static JsonElement Facts(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Combine("models", "golden", "golden.json")));
        return document.RootElement.GetProperty("nets").GetProperty(name).Clone();
    }

    /// <summary>A network of the layers format and its box.</summary>
    public static (ReluNetwork Network, Box Box) Load(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Combine("models", "golden", name + ".json")));
        JsonElement root = document.RootElement;
        JsonElement[] layers = [.. root.GetProperty("layers").EnumerateArray()];
        List<NetworkNode> nodes = [new InputNode(layers[0].GetProperty("W")[0].GetArrayLength(), "x")];
        for (int l = 0; l < layers.Length; l++)
        {
            double[][] weights = [.. layers[l].GetProperty("W").EnumerateArray().Select(static row => Numbers(row))];
            DenseOperator matrix = new(weights.Length, weights[0].Length, [.. weights.SelectMany(static row => row)]);
            nodes.Add(new AffineNode(weights.Length, $"affine{l}", [new AffineTerm(nodes.Count - 1, matrix)], [.. Numbers(layers[l].GetProperty("b"))]));
            if (l + 1 < layers.Length)
            {
                nodes.Add(new ReluNode(weights.Length, $"relu{l}", nodes.Count - 1, l));
            }
        }

        double[][] box = [.. root.GetProperty("box").EnumerateArray().Select(static side => Numbers(side))];
        return (
            new ReluNetwork([.. nodes], nodes.Count - 1),
            new Box([.. box.Select(static side => Rational.FromDouble(side[0]))], [.. box.Select(static side => Rational.FromDouble(side[1]))]));
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(static x => x.GetDouble())];
}
