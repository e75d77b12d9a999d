namespace PiecewiseLinear.TestKit.HostileFiles;

/// <summary>ONNX files whose graph is none, whose sizes are not true, or whose numbers are extreme.</summary>
internal static class MalformedGraphs
{
    public static IEnumerable<HostileFile> All()
        => Named().Select(static graph => new HostileFile("malformed, ONNX", graph.Name, ".onnx", graph.Bytes));

    private static IEnumerable<(string Name, byte[] Bytes)> Named()
    {
        yield return ("a cycle", new OnnxBytes(1, 8).Node("Add", "x b", "a").Node("Relu", "a", "b").Node("Relu", "b", "y").ToArray());
        yield return ("a node that uses itself", new OnnxBytes(1, 8).Node("Add", "x y", "y").ToArray());
        yield return ("a cycle of 1,000", Ring(1000));
        yield return ("two nodes of one name", new OnnxBytes(1, 8).Node("Relu", "x", "y").Node("Abs", "x", "y").ToArray());
        yield return ("two tensors of one name", new OnnxBytes(1, 8).Integers("a", 1).Integers("a", 2).Node("Relu", "x", "y").ToArray());
        yield return ("a dangling input", new OnnxBytes(1, 8).Node("Add", "x nobody", "y").ToArray());
        yield return ("1,000 dangling inputs", new OnnxBytes(1, 8).Node("Sum", "x " + string.Join(' ', Enumerable.Range(0, 1000).Select(static i => $"d{i}")), "y").ToArray());
        yield return ("no output", new OnnxBytes(1, 8).ToArray());
        yield return ("2^31 × 2^31 inputs", new OnnxBytes(1L << 31, 1L << 31).Node("Relu", "x", "y").ToArray());
        yield return ("(2^31 − 1)² inputs", new OnnxBytes(int.MaxValue, int.MaxValue).Node("Relu", "x", "y").ToArray());
        yield return ("weights of 2^31 × 2^31", new OnnxBytes(1, 8).Doubles("w", [1L << 31, 1L << 31], 1, 2, 3).Node("MatMul", "x w", "y").ToArray());
        yield return ("a kilobyte that claims 10^9 numbers", new OnnxBytes(1, 8).Doubles("w", [8, 125_000_000], new double[100]).Node("MatMul", "x w", "y").ToArray());
        yield return ("a negative size", new OnnxBytes(1, 8).Doubles("w", [-8, -1], new double[8]).Node("MatMul", "x w", "y").ToArray());
        yield return ("a field longer than the file", [0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]);
        yield return ("2,000 levels of messages", Nested(2000));
        yield return ("100,000 levels of groups", [.. Enumerable.Repeat((byte)0x0B, 100_000)]);
        yield return ("200,000 empty tensors", Empty(5, 200_000));
        yield return ("200,000 empty nodes", Empty(1, 200_000));
        yield return ("20,000 inputs and outputs", ManyInputs(20_000));
        foreach (double extreme in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e308, -double.MaxValue, double.Epsilon, 1e-310])
        {
            double[] weights = new double[64];
            Array.Fill(weights, extreme);
            yield return ($"weights of {extreme:R}", new OnnxBytes(1, 8).Doubles("w", [8, 8], weights).Node("MatMul", "x w", "a").Node("Relu", "a", "b").Node("MatMul", "b w", "c").Node("Relu", "c", "d")
                .Node("MatMul", "d w", "y").ToArray());
            yield return ($"factors of {extreme:R}", new OnnxBytes(1, 8).Doubles("w", [8], weights[..8]).Chain(50, "Mul", "x", "w").ToArray());
        }
    }

    private static byte[] Ring(int length)
    {
        OnnxBytes graph = new(1, 8);
        for (int i = 0; i < length; i++)
        {
            graph.Node("Add", $"x t{(i + length - 1) % length}", $"t{i}");
        }

        return graph.Node("Relu", "t0", "y").ToArray();
    }

    private static byte[] Nested(int levels)
    {
        WireBytes message = new();
        for (int level = 0; level < levels; level++)
        {
            message = new WireBytes().Message((level % 3) switch { 0 => 6, 1 => 5, _ => 1 }, message);
        }

        return new WireBytes().Message(7, message).ToArray();
    }

    private static byte[] Empty(int field, int count)
    {
        OnnxBytes graph = new(1, 8);
        for (int i = 0; i < count; i++)
        {
            graph.Graph.Bytes(field, []);
        }

        return graph.Node("Relu", "x", "y").ToArray();
    }

    private static byte[] ManyInputs(int count)
    {
        OnnxBytes graph = new(1, 8);
        for (int i = 0; i < count; i++)
        {
            graph.Graph.Message(11, new WireBytes().Text(1, $"i{i}")).Message(1, new WireBytes().Text(2, $"o{i}"));
        }

        return graph.Node("Relu", "x", "y").ToArray();
    }
}
