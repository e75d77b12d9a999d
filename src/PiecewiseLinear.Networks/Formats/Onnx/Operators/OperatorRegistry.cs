using System.Collections.Frozen;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>All operators that are lowered, and for well-known others the reason why not.</summary>
internal static class OperatorRegistry
{
    private static readonly IOperatorLowering[] Families =
    [
        new GemmLowering(),
        new MatMulLowering(),
        new AdditionLowering(),
        new ConvLowering(),
        new BatchNormalizationLowering(),
        new ReshapeLowering(),
        new ReluLowering(),
        new BentLowering(),
        new ClipLowering(),
        new ExtremumLowering(),
        new ScalingLowering(),
        new SumLowering(),
        new ReductionLowering(),
        new PoolingLowering(),
        new ConvTransposeLowering(),
        new AxesLowering(),
        new RearrangementLowering(),
        new SliceLowering(),
        new ConcatLowering(),
        new PadLowering(),
        new ShapeLowering(),
        new CastLowering(),
        new QuantizationLowering(),
        new IdentityLowering(),
        new ConstantLowering(),
        new TailLowering(),
    ];

    private static readonly FrozenDictionary<string, IOperatorLowering> Lowerings = Families
        .SelectMany(static family => family.Operators.Select(name => KeyValuePair.Create(name, family)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> NotPiecewiseLinear = FrozenSet.Create(
        StringComparer.Ordinal,
        "Tanh", "Erf", "Exp", "Log", "Sqrt", "Pow", "Reciprocal", "Softplus", "Softsign", "Elu", "Selu", "Celu", "Gelu", "Mish", "Swish", "HardSwish", "Sin", "Cos",
        "Tan", "Sinh", "Cosh", "LayerNormalization", "InstanceNormalization", "GroupNormalization", "RMSNormalization", "LRN", "LpNormalization", "MeanVarianceNormalization", "ReduceL2",
        "ReduceSumSquare", "ReduceLogSumExp", "ReduceProd", "LSTM", "GRU", "RNN", "Attention", "Hardmax", "Einsum");

    private static readonly FrozenSet<string> Jumps = FrozenSet.Create(
        StringComparer.Ordinal,
        "ThresholdedRelu", "Sign", "Floor", "Ceil", "Round", "Shrink", "Greater", "Less", "GreaterOrEqual", "LessOrEqual", "Equal", "TopK", "NonZero", "ConvInteger", "MatMulInteger",
        "QLinearConv", "QLinearMatMul", "DynamicQuantizeLinear");

    public static IOperatorLowering? Find(string operatorName) => Lowerings.GetValueOrDefault(operatorName);

    /// <summary>Why an operator without lowering is refused, and what would help.</summary>
    public static string Explain(string operatorName)
        => operatorName switch
        {
            "ArgMax" => "the network is wanted up to the numbers that ArgMax compares; export it without this node (a decision is the index of the largest output anyway)",
            _ when NotPiecewiseLinear.Contains(operatorName) => "it is not piecewise linear; train or export the network with a piecewise linear operator (such as Relu) in its place",
            "If" or "Loop" or "Scan" => "control flow is not read; export the network by tracing, for inputs of a fixed shape",
            _ when Jumps.Contains(operatorName) => "it is not continuous (it jumps), so not piecewise linear; train or export the network with a continuous operator in its place",
            _ => $"it is not among the operators that are read ({Known})",
        };

    private static readonly string Known = string.Join(", ", Lowerings.Keys.Order(StringComparer.Ordinal));
}
