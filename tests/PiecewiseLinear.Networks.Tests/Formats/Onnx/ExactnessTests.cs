using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks.Formats.Onnx;
using PiecewiseLinear.Networks.Formats.Onnx.Lowering;
using PiecewiseLinear.Networks.Formats.Onnx.Schema;
using static PiecewiseLinear.Networks.Tests.Formats.Onnx.OnnxGraphs;
using DataType = PiecewiseLinear.Networks.Formats.Onnx.Schema.TensorProto.Types.DataType;

namespace PiecewiseLinear.Networks.Tests.Formats.Onnx;

public sealed class ExactnessTests
{
    [Fact]
    public void ProductsThatDoNotFitADoubleBecomeNodesOfTheirOwn()
    {
        LoadedNetwork loaded = new OnnxGraphs(1, 1).Doubles("w", [1, 1], 0.1).Doubles("c", [1], 0.7)
            .Node("Gemm", "x w c", "y", Float("alpha", 0.3f), Float("beta", 1.3f)).Load();
        Rational x = new(5, 7);
        Rational expected = (Exactly(0.3f) * Exactly(0.1) * x) + (Exactly(1.3f) * Exactly(0.7));

        Assert.Equal(expected, Assert.Single(ExactEvaluator.Evaluate(loaded.Network, [x])));
        Assert.True(loaded.Network.Nodes.Length > 2, "0.3f · 0.1 is no double, so it cannot be one weight");
    }

    [Fact]
    public void SumsThatDoNotFitADoubleBecomeNodesOfTheirOwn()
    {
        LoadedNetwork loaded = new OnnxGraphs(1, 1).Doubles("a", [1], 1e16).Doubles("b", [1], 0.5).Node("Add", "x a", "h").Node("Sub", "h b", "y").Load();
        Assert.Equal(Exactly(1e16) - Exactly(0.5), Assert.Single(ExactEvaluator.Evaluate(loaded.Network, [Rational.Zero])));
        Assert.Equal(3, loaded.Network.Nodes.Length);
    }

    [Fact]
    public void BatchNormalizationIsExactButForItsScale()
    {
        double[] gamma = [0.3, -1.1], beta = [0.1, 1e-9], mean = [0.7, 1e9], variance = [2.0, 0.01];
        ReluNetwork network = new OnnxGraphs(1, 2).Doubles("g", [2], gamma).Doubles("b", [2], beta).Doubles("m", [2], mean).Doubles("v", [2], variance)
            .Node("BatchNormalization", "x g b m v", "y").Load().Network;
        Rational[] point = [new(1, 3), new(-22, 7)];

        for (int i = 0; i < 2; i++)
        {
            Rational scale = Exactly(InverseSquareRoot.Scale(gamma[i], variance[i], 1e-5f));
            Rational expected = ((point[i] - Exactly(mean[i])) * scale) + Exactly(beta[i]);
            Assert.Equal(expected, ExactEvaluator.Evaluate(network, point)[i]);
        }
    }

    [Fact]
    public void TheScaleIsTheNearestDoubleToTheIrrationalQuotient()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            Random random = new(seed);
            double gamma = Math.ScaleB(random.NextDouble() - 0.5, random.Next(-300, 300));
            double variance = Math.ScaleB(random.NextDouble(), random.Next(-60, 60));
            double scale = InverseSquareRoot.Scale(gamma, variance, 1e-5f);
            Rational square = Exactly(gamma) * Exactly(gamma) / (Exactly(variance) + Exactly(1e-5f));
            Rational lower = Exactly(Math.Abs(scale)) + Exactly(Math.BitDecrement(Math.Abs(scale)));
            Rational upper = Exactly(Math.Abs(scale)) + Exactly(Math.BitIncrement(Math.Abs(scale)));
            Assert.True(lower * lower <= square * 4 && square * 4 <= upper * upper && Math.Sign(scale) == Math.Sign(gamma), $"seed {seed}");
        }

        Assert.Equal(1.5, InverseSquareRoot.Scale(3, 4, 0));
        Assert.Equal(double.Epsilon, InverseSquareRoot.Scale(double.Epsilon * 3, 9, 0));
        Assert.Equal(0d, InverseSquareRoot.Scale(double.Epsilon, 4, 0));
        Assert.Throws<RefusalException>(() => InverseSquareRoot.Scale(1e300, 1e-300, 0));
    }

    [Fact]
    public void ProductsAndSumsAreGivenExactlyWhenTheyAreDoubles()
    {
        for (int seed = 0; seed < 20_000; seed++)
        {
            Random random = new(seed);
            double a = Any(random), b = Any(random);
            bool product = ExactProducts.TryMultiply(a, b, out double p);
            Assert.True(product == (double.IsFinite(a * b) && Exactly(a) * Exactly(b) == Exactly(a * b)) && (!product || p == a * b), $"seed {seed}: {a:R}·{b:R}");
            bool sum = ExactProducts.TryAdd(a, b, out double s);
            Assert.True(sum == (double.IsFinite(a + b) && Exactly(a) + Exactly(b) == Exactly(a + b)) && (!sum || s == a + b), $"seed {seed}: {a:R}+{b:R}");
        }
    }

    [Fact]
    public void EveryFloatTypeIsReadExactly()
    {
        double[] half = Values(new TensorProto { DataType = (int)DataType.Float16, Dims = { 2 }, Int32Data = { 0x3555, 0x0001 } });
        Assert.Equal([(double)BitConverter.UInt16BitsToHalf(0x3555), Math.ScaleB(1, -24)], half);
        double[] brain = Values(new TensorProto { DataType = (int)DataType.Bfloat16, Dims = { 1 }, RawData = Google.Protobuf.ByteString.CopyFrom(0x80, 0xBF) });
        Assert.Equal([-1.0], brain);
        double[] single = Values(new TensorProto { DataType = (int)DataType.Float, Dims = { 1 }, FloatData = { 0.1f } });
        Assert.Equal([(double)0.1f], single);
    }

    [Theory]
    [InlineData("Softmax", NetworkTail.Softmax)]
    [InlineData("LogSoftmax", NetworkTail.LogSoftmax)]
    [InlineData("Sigmoid", NetworkTail.Sigmoid)]
    public void AMonotoneTailIsDroppedAndRecorded(string operatorName, NetworkTail tail)
    {
        LoadedNetwork loaded = new OnnxGraphs(1, 2).Node("Relu", "x", "a").Node(operatorName, "a", "y").Load();
        Assert.Equal(tail, loaded.Report.Tail);
        Assert.Equal([Rational.Zero, 3], ExactEvaluator.Evaluate(loaded.Network, [-1, 3]).AsEnumerable());
    }

    private static double[] Values(TensorProto tensor) => TensorReader.Read(tensor).Floats!;

    private static Rational Exactly(double value) => Rational.FromDouble(value);

    private static double Any(Random random)
        => random.Next(4) switch
        {
            0 => random.Next(-100, 100),
            1 => (float)(random.NextDouble() - 0.5),
            2 => Math.ScaleB(random.NextDouble() - 0.5, random.Next(-560, 560)),
            _ => Math.ScaleB(random.Next(-1000, 1000), random.Next(-1074, 1000)),
        };
}
