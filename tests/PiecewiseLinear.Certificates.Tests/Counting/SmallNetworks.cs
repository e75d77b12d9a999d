using System.Globalization;
using System.Text.Json;
using PiecewiseLinear.Certificates.Tests.ReferenceProver;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates.Tests.Counting;

/// <summary>Random networks of a handful of neurons with small integers for weights: touching, coinciding and vanishing walls in plenty.</summary>
internal sealed class SmallNetworks : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plin-small-networks-");
    private int _count;

    /// <summary>A network with the given widths, inputs first; <paramref name="range"/> bounds the weights, every <paramref name="copies"/>-th row copies an earlier one up to a factor.</summary>
    public SlowNetwork Random(Random random, int[] widths, int range, int copies)
    {
        double[][][] weights = [.. Enumerable.Range(1, widths.Length - 1).Select(l => Enumerable.Range(0, widths[l])
            .Select(_ => Enumerable.Range(0, widths[l - 1]).Select(_ => (double)random.Next(-range, range + 1)).ToArray()).ToArray())];
        double[][] bias = [.. weights.Select(layer => layer.Select(_ => random.Next(-range, range + 1) / 2d).ToArray())];
        for (int l = 0; l < weights.Length; l++)
        {
            for (int i = 1; i < weights[l].Length; i++)
            {
                if (random.Next(copies) == 0)
                {
                    int from = random.Next(i);
                    double factor = new[] { 1d, 2d, -1d, 0.5 }[random.Next(4)];
                    weights[l][i] = [.. weights[l][from].Select(w => factor * w)];
                    bias[l][i] = factor * bias[l][from];
                }
            }
        }

        return Layers(weights, bias, [.. Enumerable.Repeat((-1d, 1d), widths[0])]);
    }

    public SlowNetwork Layers(double[][][] weights, double[][] bias, (double Lower, double Upper)[] box)
    {
        string path = Path.Combine(_folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{_count++}.json"));
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            layers = weights.Zip(bias, static (w, b) => new { W = w, b }),
            box = box.Select(static side => new[] { side.Lower, side.Upper }),
        }));
        return SlowNetwork.Load(path);
    }

    /// <summary>A box with small ends, some of them thirds, an input fixed now and then.</summary>
    public static Box Box(Random random, int inputs)
    {
        Rational[] lower = [.. Enumerable.Range(0, inputs).Select(_ => new Rational(random.Next(-6, 1), random.Next(2) == 0 ? 3 : 4))];
        Rational[] upper = [.. lower.Select(end => random.Next(8) == 0 ? end : end + new Rational(random.Next(1, 9), random.Next(2) == 0 ? 3 : 2))];
        return new Box([.. lower], [.. upper]);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
