using static PiecewiseLinear.TestKit.HostileFiles.OnnxBytes;

namespace PiecewiseLinear.TestKit.HostileFiles;

/// <summary>Small ONNX files that ask for much memory or time in a few nodes.</summary>
internal static class OnnxBombs
{
    public static IEnumerable<HostileFile> All()
        => Named().Select(static bomb => new HostileFile("bombs, ONNX", bomb.Name, ".onnx", bomb.Graph.ToArray()));

    private static IEnumerable<(string Name, OnnxBytes Graph)> Named()
    {
        foreach (int size in (int[])[1 << 10, 1 << 11, 1 << 12])
        {
            yield return ($"ConstantOfShape {size}²", new OnnxBytes(1, size).Filled("c", 0.5, size, size).Node("Add", "x c", "y"));
            yield return ($"splat matrix {size}²", new OnnxBytes(1, size).Filled("c", 0.5, size, size).Node("MatMul", "x c", "y"));
            yield return ($"zero matrix {size}²", new OnnxBytes(1, size).Filled("c", 0, size, size).Chain(40, "MatMul", "x", "c"));
            yield return ($"integers {size}² by broadcasting", new OnnxBytes(1, size).Integers("n", size).Integers("o", 0).Integers("d", 1).Integers("a", 1)
                .Node("Squeeze", "n", "m").Node("Squeeze", "o", "z").Node("Squeeze", "d", "e").Node("Range", "z m e", "r").Node("Unsqueeze", "r a", "q")
                .Node("Add", "r q", "s").Chain(9, "Mul", "s", "s"));
        }

        foreach (int power in (int[])[16, 18, 19, 20, 21, 24])
        {
            long size = 1L << power;
            yield return ($"input of 2^{power}", new OnnxBytes(1, size).Node("Relu", "x", "y"));
            yield return ($"Expand to 2^{power}", new OnnxBytes(1, 8).Integers("s", size / 8, 8).Node("Expand", "x s", "y"));
            yield return ($"Tile to 2^{power}", new OnnxBytes(1, 8).Integers("s", 1, size / 8).Node("Tile", "x s", "y"));
            yield return ($"Pad to 2^{power}", new OnnxBytes(1, 8).Integers("p", 0, 0, 0, size).Node("Pad", "x p", "y"));
            yield return ($"Range of 2^{power}", new OnnxBytes(1, 8).Integers("a", 0).Integers("b", size).Integers("c", 1).Node("Range", "a b c", "r").Node("Reshape", "x r", "y"));
            yield return ($"ReduceMax over 2^{power}", new OnnxBytes(1, size).Node("ReduceMax", "x", "y"));
            yield return ($"ReduceMean over 2^{power}", new OnnxBytes(1, size).Node("ReduceMean", "x", "y"));
            yield return ($"GlobalMaxPool over 2^{power}", new OnnxBytes(1, 1, size).Node("GlobalMaxPool", "x", "y"));
            yield return ($"MaxPool windows of 2^{power / 2}", new OnnxBytes(1, 1, 1 << ((power / 2) + 1)).Node("MaxPool", "x", "y", Sizes("kernel_shape", 1 << (power / 2))));
            yield return ($"AveragePool of many counts, 2^{power / 2}",
                new OnnxBytes(1, 1, 1 << (power / 2)).Node("AveragePool", "x", "y", Sizes("kernel_shape", 1 << (power / 2)), Sizes("pads", (1 << (power / 2)) - 1, (1 << (power / 2)) - 1)));
            yield return ($"BatchNormalization of 2^{power} channels", new OnnxBytes(1, size).Filled("a", 0.3, size).Filled("v", 1e-3, size).Node("BatchNormalization", "x a a a v", "y"));
            yield return ($"QuantizeLinear of 2^{power}", new OnnxBytes(1, size).Filled("a", 1e300, size).Doubles("s", [], 1e-300).Node("QuantizeLinear", "a s", "q").Node("DequantizeLinear", "q s", "d").Node("Add", "x d", "y"));
            yield return ($"Div of 2^{power} constants", new OnnxBytes(1, size).Filled("a", 0.3, size).Node("Div", "x a", "y"));
            yield return ($"products near underflow, 2^{power}", new OnnxBytes(1, size).Filled("a", Math.ScaleB(1.5, -600), size).Filled("b", 3 * double.Epsilon, size).Node("Mul", "x b", "t").Chain(9, "Mul", "t", "a"));
            yield return ($"convolution padded to 2^{power}", new OnnxBytes(1, 1, 1).Filled("k", 0, 1, 1, 64).Chain(20, "Conv", "x", "k", Sizes("pads", size / 128, size / 128)));
        }

        yield return ("60 doublings of Concat", Doublings(60, "Concat"));
        yield return ("60 doublings of Concat, constants", Doublings(60, "Concat", constant: true));
        yield return ("60 doublings by Sum", Doublings(60, "Sum"));
        yield return ("Tile of Tile", new OnnxBytes(1, 8).Integers("s", 1, 1 << 10).Chain(6, "Tile", "x", "s"));
        yield return ("Expand to 2^40", new OnnxBytes(1, 8).Integers("s", 1 << 20, 1 << 20, 8).Node("Expand", "x s", "y"));
        yield return ("Pad by 2^24 twice", new OnnxBytes(1, 8).Integers("p", 0, 0, 1 << 24, 1 << 24).Node("Pad", "x p", "y"));
        yield return ("Range over all integers", new OnnxBytes(1, 8).Integers("a", long.MinValue).Integers("b", long.MaxValue).Integers("c", 1).Node("Range", "a b c", "r").Node("Reshape", "x r", "y"));
    }

    private static OnnxBytes Doublings(int times, string operatorName, bool constant = false)
    {
        OnnxBytes graph = new OnnxBytes(1, 8).Filled("c", 0.5, 1, 8);
        string last = constant ? "c" : "x";
        for (int i = 0; i < times; i++)
        {
            string next = i == times - 1 ? "y" : $"t{i}";
            graph.Node(operatorName, $"{last} {last}", next, operatorName == "Concat" ? [Integer("axis", 1)] : []);
            last = next;
        }

        return graph;
    }
}
