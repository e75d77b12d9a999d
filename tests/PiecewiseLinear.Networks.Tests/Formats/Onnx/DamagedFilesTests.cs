using Google.Protobuf;
using PiecewiseLinear.TestKit;
using static PiecewiseLinear.Networks.Tests.Formats.Onnx.OnnxGraphs;

namespace PiecewiseLinear.Networks.Tests.Formats.Onnx;

/// <summary>
/// Ten thousand mutants of small models with flipped bits, and every prefix: each is read or refused with its problems, within bounded
/// memory. SOAK_MINUTES makes it a hundred thousand.
/// </summary>
public sealed class DamagedFilesTests
{
    private const long MostBytes = 1L << 29;

    private static int Mutants => Environment.GetEnvironmentVariable("SOAK_MINUTES") is { Length: > 0 } ? 100_000 : 10_000;

    [Fact]
    public void AMutantIsReadOrRefusedWithinBoundedMemory()
    {
        byte[][] models = [File.ReadAllBytes(RepositoryRoot.Combine("models", "golden", "g_trap_absx.onnx")), ManyOperators()];
        int read = 0;
        for (int seed = 0; seed < Mutants; seed++)
        {
            Random random = new(seed);
            byte[] damaged = [.. models[seed % 2]];
            for (int k = random.Next(1, 5); k > 0; k--)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            read += ReadsOrRefuses(damaged, $"seed {seed}") ? 1 : 0;
        }

        Assert.InRange(read, Mutants / 10, Mutants * 9 / 10);
    }

    [Theory]
    [InlineData(".json", "{\"layers\": [{\"W\": [[0.5, -1e3], [1e-320, 2]], \"b\": [0.25, -1]}, {\"W\": [[1, 1]], \"b\": [0]}]}")]
    [InlineData(".nnet", "// made up\n2,2,1,2,\n2,2,1,\n0,\n-1,-1,\n1,1,\n0,0,0,\n1,1,1,\n0.5,-1e3,\n1e-320,2,\n0.25,\n-1,\n1,1,\n0,\n")]
    public void AMutantOfATextFileIsReadOrRefused(string extension, string text)
    {
        byte[] whole = System.Text.Encoding.UTF8.GetBytes(text);
        Assert.True(ReadsOrRefuses(whole, "the whole file", extension));
        for (int seed = 0; seed < Mutants; seed++)
        {
            Random random = new(seed);
            byte[] damaged = [.. whole[..(seed % 3 == 0 ? random.Next(whole.Length) : whole.Length)]];
            for (int k = random.Next(1, 5); k > 0 && damaged.Length > 0; k--)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            ReadsOrRefuses(damaged, $"seed {seed}", extension);
        }
    }

    [Theory]
    [InlineData(".onnx", 0x0B)]
    [InlineData(".json", '[')]
    [InlineData(".json", '{')]
    [InlineData(".nnet", '1')]
    public void DeepNestingIsRefused(string extension, int repeated)
        => Assert.False(ReadsOrRefuses([.. Enumerable.Repeat((byte)repeated, 100_000)], "100,000 levels", extension));

    [Fact]
    public void NestedMessagesAreRefused()
    {
        byte[] message = [];
        for (int level = 0; level < 2000; level++)
        {
            // ModelProto.graph and GraphProto.node, NodeProto.attribute, AttributeProto.g in turn
            byte tag = (byte)(level % 3 == 0 ? 0x32 : level % 3 == 1 ? 0x2A : 0x0A);
            message = [tag, .. Length(message.Length), .. message];
        }

        Assert.False(ReadsOrRefuses([0x3A, .. Length(message.Length), .. message], "2000 levels of messages"));
    }

    [Fact]
    public void EveryPrefixIsReadOrRefused()
    {
        byte[] bytes = ManyOperators();
        Assert.True(ReadsOrRefuses(bytes, "the whole file"));
        for (int length = 0; length < bytes.Length; length++)
        {
            ReadsOrRefuses(bytes[..length], $"cut to {length} bytes");
        }
    }

    [Theory]
    [InlineData("constant of shape", "that are allowed")]
    [InlineData("expand", "more than the 16777216 elements")]
    [InlineData("tile", "more than the 16777216 elements")]
    [InlineData("tile chain", "that are allowed")]
    [InlineData("range", "that are allowed")]
    [InlineData("pad", "that are allowed")]
    [InlineData("window", "reduces")]
    [InlineData("doubling", "that are allowed")]
    [InlineData("wide input", "expected at most")]
    [InlineData("padded convolution", "products for a file of this size")]
    public void ABombIsRefusedBeforeItTakesMemory(string bomb, string because)
    {
        OnnxGraphs graphs = Bomb(bomb);
        long before = GC.GetAllocatedBytesForCurrentThread();
        NetworkFormatException refusal = graphs.Refusal();
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
    }

    private static OnnxGraphs Bomb(string bomb)
    {
        OnnxGraphs g = new(1, 8);
        switch (bomb)
        {
            case "constant of shape": return g.Integers("s", 4096, 4096).Node("ConstantOfShape", "s", "c").Node("Add", "x c", "y");
            case "expand": return g.Integers("s", 1 << 20, 1 << 20, 8).Node("Expand", "x s", "y");
            case "tile": return g.Integers("s", 1 << 24, 1 << 24).Node("Tile", "x s", "y");
            case "tile chain": return g.Integers("s", 1, 1 << 20).Node("Tile", "x s", "t").Node("Tile", "t s", "y");
            case "range": return g.Integers("a", long.MinValue).Integers("b", long.MaxValue).Integers("c", 1).Node("Range", "a b c", "r").Node("Reshape", "x r", "y");
            case "pad": return g.Integers("p", 0, 0, 1 << 24, 1 << 24).Node("Pad", "x p", "y");
            case "window": return new OnnxGraphs(1, 1, 1 << 16).Node("MaxPool", "x", "y", Sizes("kernel_shape", 1 << 15));
            case "doubling":
                for (int i = 0; i < 60; i++)
                {
                    g.Node("Concat", $"{(i == 0 ? "x" : $"t{i - 1}")} {(i == 0 ? "x" : $"t{i - 1}")}", i == 59 ? "y" : $"t{i}", Integer("axis", 1));
                }

                return g;
            case "wide input": return new OnnxGraphs(1, 1 << 24).Node("Relu", "x", "y");
            case "padded convolution":
                return new OnnxGraphs(1, 1, 1).Integers("s", 1, 1, 1 << 16).Node("ConstantOfShape", "s", "k").Node("Conv", "x k", "y", Sizes("pads", 1 << 20, 1 << 20));
            default: throw new ArgumentOutOfRangeException(nameof(bomb), bomb, "no such bomb");
        }
    }

    private static byte[] ManyOperators()
        => new OnnxGraphs(1, 1, 4, 4).Doubles("k", [2, 1, 3, 3], [.. Enumerable.Range(0, 18).Select(static i => (i - 9) / 8d)]).Doubles("lo", [], -1).Doubles("hi", [], 1)
            .Integers("pads", 0, 0, 1, 0, 0, 0, 0, 1).Integers("starts", 0).Integers("ends", 2).Integers("axes", 1).Integers("batch", 0).Integers("rest", -1)
            .Doubles("w", [3, 32], [.. Enumerable.Range(0, 96).Select(static i => ((i * 5 % 11) - 5) / 4d)])
            .Node("Conv", "x k", "c", Sizes("pads", 1, 1, 1, 1)).Node("LeakyRelu", "c", "l", Float("alpha", 0.25f)).Node("Add", "l x", "r").Node("Clip", "r lo hi", "h")
            .Node("Pad", "h pads", "p").Node("MaxPool", "p", "m", Sizes("kernel_shape", 2, 2)).Node("AveragePool", "m", "a", Sizes("kernel_shape", 3, 3), Sizes("pads", 1, 1, 1, 1))
            .Node("Slice", "a starts ends axes", "s").Node("Shape", "s", "shape").Node("Gather", "shape batch", "b").Node("Concat", "b rest", "target", Integer("axis", 0))
            .Node("Reshape", "s target", "f").Node("Gemm", "f w", "g", Integer("transB", 1)).Node("Softmax", "g", "y").Model.ToByteArray();

    private static byte[] Length(int length)
    {
        List<byte> bytes = [];
        for (; length > 127; length >>= 7)
        {
            bytes.Add((byte)((length & 127) | 128));
        }

        bytes.Add((byte)length);
        return [.. bytes];
    }

    /// <summary>Whether it was read.</summary>
    private static bool ReadsOrRefuses(byte[] bytes, string place, string extension = ".onnx")
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool read = false;
        try
        {
            read = NetworkFile.Parse(bytes, "damaged" + extension).Network.OutputDimension > 0;
        }
        catch (NetworkFormatException exception)
        {
            Assert.NotEmpty(exception.Problems);
        }
        catch (Exception unexpected)
        {
            Assert.Fail($"{place}: {unexpected}");
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= MostBytes, $"{place}: {allocated} bytes were allocated for a file of {bytes.Length}");
        return read;
    }
}
