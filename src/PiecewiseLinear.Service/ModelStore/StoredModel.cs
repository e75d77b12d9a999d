using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Service;

/// <summary>A network in the store.</summary>
/// <param name="FileName">The name under which it was uploaded first.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Loaded">The network read from it.</param>
public sealed record StoredModel(string FileName, ReadOnlyMemory<byte> Bytes, LoadedNetwork Loaded)
{
    /// <summary>The model's name: the SHA-256 of the file, 64 lower-case hexadecimal digits.</summary>
    public string Sha256 => Loaded.Sha256;
}
