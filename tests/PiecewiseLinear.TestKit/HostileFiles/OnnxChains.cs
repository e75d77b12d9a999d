using static PiecewiseLinear.TestKit.HostileFiles.OnnxBytes;

namespace PiecewiseLinear.TestKit.HostileFiles;

/// <summary>Small ONNX files of many nodes, each of which is allowed: together they ask for much work on wide tensors or on many small ones.</summary>
internal static class OnnxChains
{
    private const int Length = 150;

    public static IEnumerable<HostileFile> All()
        => Named().Select(static chain => new HostileFile("chains, ONNX", chain.Name, ".onnx", chain.Graph.ToArray()));

    private static IEnumerable<(string Name, OnnxBytes Graph)> Named()
    {
        foreach (int power in (int[])[10, 14, 17, 19])
        {
            long size = 1L << power;
            OnnxBytes Wide() => new OnnxBytes(1, size).Filled("c", 0.5, 1, size);
            foreach (string operatorName in (string[])["Add", "Sub", "Mul", "Div", "Max", "Min"])
            {
                yield return ($"{operatorName} of a constant, 2^{power}", Wide().Chain(Length, operatorName, "x", "c"));
                yield return ($"{operatorName} of constants, 2^{power}", Wide().Chain(Length, operatorName, "c", "c"));
            }

            foreach (string operatorName in (string[])["Neg", "Relu", "Abs", "LeakyRelu", "Clip", "HardSigmoid", "Identity", "Transpose", "Flatten", "Softmax", "Cast"])
            {
                WireBytes[] attributes = operatorName == "Cast" ? [Integer("to", 11)] : [];
                yield return ($"{operatorName}, 2^{power}", Wide().Chain(Length, operatorName, "x", "", attributes));
                yield return ($"{operatorName} of a constant, 2^{power}", Wide().Chain(Length, operatorName, "c", "", attributes));
            }

            yield return ($"sums of x with itself, 2^{power}", Wide().Node("Sum", string.Join(' ', Enumerable.Repeat("x", 1000)), "y"));
            yield return ($"joins of x with itself, 2^{power}", Wide().Node("Concat", string.Join(' ', Enumerable.Repeat("x", 1000)), "y", Integer("axis", 0)));
            yield return ($"Max of x with itself, 2^{power}", Wide().Node("Max", string.Join(' ', Enumerable.Repeat("x", 1000)), "y"));
            yield return ($"Split into empty parts, 2^{power}", Split(size));
            yield return ($"slices of one element, 2^{power}", Slices(size));
            yield return ($"Gather of nothing, 2^{power}", Gathers(size));
            yield return ($"Reshape by a shape of 2^{power} numbers", Reshapes(size));
            yield return ($"factors of a dense matrix, 2^{power}", new OnnxBytes(1, 1 << (power / 2)).Filled("w", 0.5, 1 << (power / 2), 1 << (power - (power / 2))).Node("MatMul", "x w", "h")
                .Chain(Length, "Neg", "h"));
        }

        yield return ("many sources in one Concat", ManySources());
        yield return ("transposition of 10,000 axes", new OnnxBytes([.. Enumerable.Repeat(1L, 10_000)]).Node("Transpose", "x", "y"));
        yield return ("Slice of 10,000 axes", new OnnxBytes([1000, .. Enumerable.Repeat(1L, 10_000)]).Integers("z", 0).Integers("e", 999).Node("Slice", "x z e", "y"));
        yield return ("Reshape to 60,000 axes", new OnnxBytes(1, 8).Integers("o", 1).Integers("n", 60_000).Node("Expand", "o n", "s").Node("Reshape", "x s", "t").Chain(20, "Transpose", "t"));
        yield return ("operators nobody knows", new OnnxBytes(1, 8).Chain(1000, "Z", "x"));
        yield return ("operators that jump", new OnnxBytes(1, 8).Chain(1000, "Sign", "x"));
        yield return ("a name of 10,000 letters", LongNames());
        yield return ("nodes out of order", Reversed());
    }

    private static OnnxBytes Split(long size)
    {
        OnnxBytes graph = new OnnxBytes(1, size).Integers("p", [1, .. new long[999]]);
        return graph.Node("Split", "x p", "y " + string.Join(' ', Enumerable.Range(0, 999).Select(static i => $"p{i}")), Integer("axis", 0));
    }

    private static OnnxBytes Slices(long size)
    {
        OnnxBytes graph = new OnnxBytes(1, size).Integers("z", 0).Integers("o", 1).Integers("a", 1);
        for (int i = 0; i < Length; i++)
        {
            graph.Node("Slice", "x z o a", $"s{i}");
        }

        return graph.Node("Sum", string.Join(' ', Enumerable.Range(0, Length).Select(static i => $"s{i}")), "y");
    }

    private static OnnxBytes Gathers(long size)
    {
        OnnxBytes graph = new OnnxBytes(1, 8).Integers("n", size).Integers("o", 0).Integers("i", 1).Node("Squeeze", "n", "m").Node("Squeeze", "o", "z").Node("Squeeze", "i", "u")
            .Node("Range", "z m u", "r").Node("Mul", "r o", "all").Integers("e").Integers("f", 0, 5).Node("Reshape", "e f", "none", Integer("allowzero", 1));
        for (int i = 0; i < Length; i++)
        {
            graph.Node("Gather", "none all", $"g{i}", Integer("axis", 1));
        }

        return graph.Node("Concat", string.Join(' ', Enumerable.Range(0, Length).Select(static i => $"g{i}")), "g", Integer("axis", 0)).Node("Reshape", "x g", "y");
    }

    private static OnnxBytes Reshapes(long size)
    {
        OnnxBytes graph = new OnnxBytes(1, 8).Integers("o", 1).Integers("n", size).Node("Expand", "o n", "s");
        for (int i = 0; i < Length; i++)
        {
            graph.Node("Reshape", "x s", $"r{i}");
        }

        return graph.Node("Sum", string.Join(' ', Enumerable.Range(0, Length).Select(static i => $"r{i}")), "y");
    }

    private static OnnxBytes ManySources()
    {
        OnnxBytes graph = new(1, 8);
        for (int i = 0; i < 500; i++)
        {
            graph.Node("Relu", "x", $"r{i}");
        }

        string all = string.Join(' ', Enumerable.Range(0, 500).Select(static i => $"r{i}"));
        return graph.Node("Concat", all, "a", Integer("axis", 1)).Chain(Length, "Transpose", "a", "", Sizes("perm", 1, 0));
    }

    private static OnnxBytes LongNames()
    {
        string name = new('n', 10_000);
        OnnxBytes graph = new(1, 8);
        for (int i = 0; i < Length; i++)
        {
            graph.Node("Relu", name, $"r{i}");
        }

        return graph.Node("Sum", string.Join(' ', Enumerable.Range(0, Length).Select(static i => $"r{i}")), "y").Node("Relu", "x", name);
    }

    private static OnnxBytes Reversed()
    {
        OnnxBytes graph = new(1, 8);
        for (int i = 1000; i >= 0; i--)
        {
            graph.Node("Relu", i == 0 ? "x" : $"t{i - 1}", i == 1000 ? "y" : $"t{i}");
        }

        return graph;
    }
}
