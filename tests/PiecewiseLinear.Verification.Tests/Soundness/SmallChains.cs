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
}
