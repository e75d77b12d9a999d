using System.Globalization;
using System.Text;
using System.Text.Json;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification.Tests.Soundness;

/// <summary>Small random chains of layers.</summary>
internal static class SmallChains
{
    /// <summary>A network; a degenerate one has small integer weights, biases at zero, and neurons that are copies or mirror images of others.</summary>
    public static ReluNetwork Next(Random random, bool degenerate, int inputs, int hidden, int mostWidth, int outputs)
    {
        List<AffineLayer> layers = [];
        int width = inputs;
        for (int l = 0; l <= hidden; l++)
        {
            int rows = l == hidden ? outputs : random.Next(1, mostWidth + 1);
            double[] weights = [.. Enumerable.Range(0, rows * width).Select(_ => Number(random, degenerate))];
            double[] bias = [.. Enumerable.Range(0, rows).Select(_ => degenerate && random.Next(2) == 0 ? 0d : Number(random, degenerate))];
            if (degenerate && rows > 1 && random.Next(2) == 0)
            {
                double sign = random.Next(2) == 0 ? 1 : -1;
                for (int j = 0; j < width; j++)
                {
                    weights[width + j] = sign * weights[j];
                }

                bias[1] = sign * bias[0];
            }

            layers.Add(new AffineLayer(new DenseOperator(rows, width, [.. weights]), [.. bias]));
            width = rows;
        }

        return ReluNetwork.FromLayers(layers);
    }

    private static double Number(Random random, bool degenerate) => degenerate ? random.Next(-2, 3) : (float)((random.NextDouble() - 0.5) * 3);

    /// <summary>The layers of a chain.</summary>
    public static List<(double[][] Weights, double[] Bias)> Layers(ReluNetwork network)
        => [.. network.Nodes.OfType<AffineNode>().Select(static node =>
        {
            DenseOperator matrix = (DenseOperator)node.Terms[0].Operator;
            return ((double[][])[.. matrix.Weights.Chunk(matrix.Columns)], (double[])[.. node.Bias]);
        })];

    /// <summary>A chain in the JSON format of layers.</summary>
    public static byte[] Text(List<(double[][] Weights, double[] Bias)> layers)
    {
        StringBuilder text = new("{\"layers\": [");
        text.AppendJoin(", ", layers.Select(static layer => $"{{\"W\": {JsonSerializer.Serialize(layer.Weights)}, \"b\": {JsonSerializer.Serialize(layer.Bias)}}}"));
        return Encoding.UTF8.GetBytes(text.Append(CultureInfo.InvariantCulture, $"], \"activation\": \"relu\"}}").ToString());
    }
}
