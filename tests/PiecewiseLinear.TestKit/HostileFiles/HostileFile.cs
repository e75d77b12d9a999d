namespace PiecewiseLinear.TestKit.HostileFiles;

/// <summary>A file that tries to cost its reader time or memory, or to be read wrongly.</summary>
/// <param name="Family">What it attacks with, such as <c>bombs</c> or <c>mutants of ONNX</c>.</param>
/// <param name="Name">Which of the family it is.</param>
/// <param name="Extension">The extension that tells its format, with the dot.</param>
/// <param name="Bytes">Its content.</param>
public sealed record HostileFile(string Family, string Name, string Extension, byte[] Bytes)
{
    /// <summary>All that are not random: bombs, malformed graphs, extreme numbers, in ONNX, NNet and JSON.</summary>
    public static IEnumerable<HostileFile> Made() => [.. OnnxBombs.All(), .. OnnxChains.All(), .. MalformedGraphs.All(), .. TextBombs.All()];

    public override string ToString() => $"{Family}: {Name} ({Bytes.Length} bytes)";
}
