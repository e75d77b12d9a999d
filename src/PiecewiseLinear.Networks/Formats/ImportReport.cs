using System.Collections.Immutable;

namespace PiecewiseLinear.Networks;

/// <summary>What the importer read and what it did to turn the file into a <see cref="ReluNetwork"/>.</summary>
/// <param name="Input">The input tensor; its shape has 1 for symbolic dimensions.</param>
/// <param name="Output">The output tensor; its shape has 1 for symbolic dimensions.</param>
/// <param name="Opset">The version of the default operator set of an ONNX model; null for other formats.</param>
/// <param name="Tail">The monotone function after the output that was dropped.</param>
/// <param name="Notes">What was lowered, folded, rounded or dropped, one sentence each, in the order of the file.</param>
/// <param name="Normalization">The normalization that an NNet file states (recorded, not applied); null for other formats.</param>
public sealed record ImportReport(
    TensorDescription Input,
    TensorDescription Output,
    int? Opset,
    NetworkTail Tail,
    ImmutableArray<string> Notes,
    NNetNormalization? Normalization = null);

/// <summary>The name and the static shape of a tensor.</summary>
public sealed record TensorDescription(string Name, ImmutableArray<int> Shape);

/// <summary>A function at the very end of the file that is dropped because it keeps the order of the outputs (or the sign at 1/2).</summary>
public enum NetworkTail
{
    /// <summary>Nothing was dropped: the network's output is the file's.</summary>
    None,

    /// <summary>Softmax over all outputs: the network's output is the logits.</summary>
    Softmax,

    /// <summary>LogSoftmax over all outputs: the network's output is the logits.</summary>
    LogSoftmax,

    /// <summary>Sigmoid of every output: the network's output is the logits, positive where the sigmoid exceeds 1/2.</summary>
    Sigmoid,
}

/// <summary>
/// The normalization an NNet file states: raw inputs are clamped to [minimum, maximum], then (x − mean)/range is what the network itself
/// takes; the raw output is y · range + mean of the last entries. Nearest doubles to the decimals of the file.
/// </summary>
/// <param name="InputMinimums">One raw minimum an input.</param>
/// <param name="InputMaximums">One raw maximum an input.</param>
/// <param name="Means">One mean an input, then one for all outputs.</param>
/// <param name="Ranges">One range an input, then one for all outputs.</param>
public sealed record NNetNormalization(
    ImmutableArray<double> InputMinimums, ImmutableArray<double> InputMaximums, ImmutableArray<double> Means, ImmutableArray<double> Ranges);
