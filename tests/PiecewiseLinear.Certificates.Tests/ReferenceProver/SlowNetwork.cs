using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Certificates.Tests.ReferenceProver;

/// <summary>A golden network of plain layers in rationals, with its file and the library's form of it.</summary>
internal sealed class SlowNetwork
{
    private readonly Rational[][][] _weights;
    private readonly Rational[][] _bias;

    private SlowNetwork(string path)
    {
        Path = path;
        byte[] bytes = File.ReadAllBytes(Path);
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        using JsonDocument document = JsonDocument.Parse(bytes);
        JsonElement[] layers = [.. document.RootElement.GetProperty("layers").EnumerateArray()];
        double[][][] weights = [.. layers.Select(layer => layer.GetProperty("W").EnumerateArray().Select(Numbers).ToArray())];
        double[][] bias = [.. layers.Select(layer => Numbers(layer.GetProperty("b")))];
        _weights = [.. weights.Select(w => w.Select(row => row.Select(Rational.FromDouble).ToArray()).ToArray())];
        _bias = [.. bias.Select(b => b.Select(Rational.FromDouble).ToArray())];
        Box = new Box(Ends(document, 0), Ends(document, 1));
        Library = Build(weights, bias);
    }

    public string Path { get; }

    public string Sha256 { get; }

    public Box Box { get; }

    public ReluNetwork Library { get; }

    public int Inputs => _weights[0][0].Length;

    public int[] Widths => [.. _weights.SkipLast(1).Select(static w => w.Length)];

    public static SlowNetwork Golden(string name) => new(RepositoryRoot.Combine("models", "golden", name + ".json"));

    /// <summary>A network of layers with a box, in a file like the golden ones.</summary>
    public static SlowNetwork Load(string path) => new(path);

    /// <summary>The pre-activations of all hidden layers at a point.</summary>
    public Rational[][] PreActivations(Rational[] point)
    {
        List<Rational[]> result = [];
        Rational[] value = point;
        for (int l = 0; l < _weights.Length - 1; l++)
        {
            result.Add([.. _weights[l].Zip(_bias[l], (row, b) => SmallLinearAlgebra.Dot(row, value) + b)]);
            value = [.. result[^1].Select(static z => Rational.Max(z, Rational.Zero))];
        }

        return [.. result];
    }

    /// <summary>
    /// The composed pre-activations along phases, as rows of coefficients and then the constant; <paramref name="start"/> gives the inputs in the
    /// same shape. One layer more than phases are given; after all hidden layers that is the output.
    /// </summary>
    public Rational[][][] Forms(Rational[][] start, IReadOnlyList<string> phases, bool constants = true)
    {
        List<Rational[][]> result = [];
        Rational[][] value = start;
        for (int l = 0; l < _weights.Length; l++)
        {
            result.Add([.. _weights[l].Select((row, i) => Combine(row, value, constants ? _bias[l][i] : Rational.Zero))]);
            if (l == phases.Count)
            {
                return [.. result];
            }

            value = [.. result[l].Select((form, i) => phases[l][i] == '1' ? form : new Rational[form.Length])];
        }

        return [.. result];
    }

    private static Rational[] Combine(Rational[] weights, Rational[][] forms, Rational bias)
    {
        Rational[] sum = new Rational[forms[0].Length];
        for (int j = 0; j < weights.Length; j++)
        {
            for (int c = 0; c < sum.Length; c++)
            {
                sum[c] += weights[j] * forms[j][c];
            }
        }

        sum[^1] += bias;
        return sum;
    }

    private static ReluNetwork Build(double[][][] weights, double[][] bias)
    {
        List<NetworkNode> nodes = [new InputNode(weights[0][0].Length, "input")];
        for (int l = 0; l < weights.Length; l++)
        {
            DenseOperator matrix = new(weights[l].Length, weights[l][0].Length, [.. weights[l].SelectMany(static row => row)]);
            nodes.Add(new AffineNode(matrix.Rows, $"z{l}", [new AffineTerm(nodes.Count - 1, matrix)], [.. bias[l]]));
            if (l < weights.Length - 1)
            {
                nodes.Add(new ReluNode(matrix.Rows, $"relu{l}", nodes.Count - 1, l));
            }
        }

        return new ReluNetwork([.. nodes], nodes.Count - 1);
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(static item => item.GetDouble())];

    private static ImmutableArray<Rational> Ends(JsonDocument document, int end)
        => [.. document.RootElement.GetProperty("box").EnumerateArray().Select(interval => Rational.FromDouble(interval[end].GetDouble()))];
}
