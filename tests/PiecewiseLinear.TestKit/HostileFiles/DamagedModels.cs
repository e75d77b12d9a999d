using System.Text;

namespace PiecewiseLinear.TestKit.HostileFiles;

/// <summary>Good files with a few bits flipped, and cut short: mutant <c>seed</c> is the same everywhere.</summary>
public static class DamagedModels
{
    private const string LayersText = "{\"layers\": [{\"W\": [[0.5, -1e3], [1e-320, 2]], \"b\": [0.25, -1]}, {\"W\": [[1, 1]], \"b\": [0]}]}";
    private const string NNetText = "// made up\n2,2,1,2,\n2,2,1,\n0,\n-1,-1,\n1,1,\n0,0,0,\n1,1,1,\n0.5,-1e3,\n1e-320,2,\n0.25,\n-1,\n1,1,\n0,\n";

    /// <summary>Whole small files of every format.</summary>
    public static IReadOnlyList<HostileFile> Whole { get; } =
    [
        new("mutants, ONNX", "trap", ".onnx", File.ReadAllBytes(RepositoryRoot.Combine("models", "golden", "g_trap_absx.onnx"))),
        new("mutants, ONNX", "many operators", ".onnx", ManyOperators()),
        new("mutants, ONNX", "digits-residual", ".onnx", File.ReadAllBytes(RepositoryRoot.Combine("models", "digits-residual", "digits-residual.onnx"))),
        new("mutants, JSON", "layers", ".json", Encoding.UTF8.GetBytes(LayersText)),
        new("mutants, NNet", "layers", ".nnet", Encoding.UTF8.GetBytes(NNetText)),
    ];

    /// <summary>A mutant of one of the files: one to four bits flipped; every third one is cut short as well when it is text.</summary>
    public static HostileFile Mutant(HostileFile whole, int seed)
    {
        Random random = new(seed);
        byte[] bytes = [.. whole.Bytes];
        if (whole.Extension is not ".onnx" && seed % 3 == 0)
        {
            bytes = bytes[..random.Next(bytes.Length)];
        }

        for (int k = random.Next(1, 5); k > 0 && bytes.Length > 0; k--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return whole with { Name = $"{whole.Name}, seed {seed}", Bytes = bytes };
    }

    private static byte[] ManyOperators()
        => new OnnxBytes(1, 1, 4, 4).Doubles("k", [2, 1, 3, 3], [.. Enumerable.Range(0, 18).Select(static i => (i - 9) / 8d)]).Doubles("lo", [], -1).Doubles("hi", [], 1)
            .Integers("pads", 0, 0, 1, 0, 0, 0, 0, 1).Integers("starts", 0).Integers("ends", 2).Integers("axes", 1).Integers("batch", 0).Integers("rest", -1)
            .Doubles("w", [3, 32], [.. Enumerable.Range(0, 96).Select(static i => ((i * 5 % 11) - 5) / 4d)])
            .Node("Conv", "x k", "c", OnnxBytes.Sizes("pads", 1, 1, 1, 1)).Node("LeakyRelu", "c", "l").Node("Add", "l x", "r").Node("Clip", "r lo hi", "h")
            .Node("Pad", "h pads", "p").Node("MaxPool", "p", "m", OnnxBytes.Sizes("kernel_shape", 2, 2))
            .Node("AveragePool", "m", "a", OnnxBytes.Sizes("kernel_shape", 3, 3), OnnxBytes.Sizes("pads", 1, 1, 1, 1))
            .Node("Slice", "a starts ends axes", "s").Node("Shape", "s", "shape").Node("Gather", "shape batch", "b").Node("Concat", "b rest", "target", OnnxBytes.Integer("axis", 0))
            .Node("Reshape", "s target", "f").Node("Gemm", "f w", "g", OnnxBytes.Integer("transB", 1)).Node("Softmax", "g", "y").ToArray();
}
