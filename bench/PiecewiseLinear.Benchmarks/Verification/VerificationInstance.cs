using System.IO.Compression;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Benchmarks;

/// <summary>One line of an <c>expected.csv</c> of the public sets.</summary>
/// <param name="Name">Network and property, short.</param>
/// <param name="NetworkPath">The network's file; with <c>.gz</c> it is packed.</param>
/// <param name="PropertyPath">The property's file.</param>
/// <param name="Expected"><c>sat</c> or <c>unsat</c>, by the majority of published votes.</param>
internal sealed record VerificationInstance(string Name, string NetworkPath, string PropertyPath, string Expected)
{
    public static IEnumerable<VerificationInstance> Read(string folder)
        => from line in File.ReadLines(Path.Combine(folder, "expected.csv")).Skip(1)
           let cells = line.Split(',')
           select new VerificationInstance(ShortName(cells[0], cells[1]), Path.Combine(folder, cells[0]), Path.Combine(folder, cells[1]), cells[3]);

    public (ReluNetwork Network, VerificationProperty Property) Load()
    {
        string unpacked = Path.GetFileName(NetworkPath);
        byte[] bytes = File.ReadAllBytes(NetworkPath);
        if (unpacked.EndsWith(".gz", StringComparison.Ordinal))
        {
            using GZipStream stream = new(new MemoryStream(bytes), CompressionMode.Decompress);
            using MemoryStream plain = new();
            stream.CopyTo(plain);
            (bytes, unpacked) = (plain.ToArray(), Path.GetFileNameWithoutExtension(unpacked));
        }

        return (NetworkFile.Parse(bytes, unpacked).Network, VerificationProperty.FromVnnLib(VnnLibReader.Read(File.ReadAllText(PropertyPath), PropertyPath)));
    }

    private static string ShortName(string network, string property)
        => Path.GetFileNameWithoutExtension(property) + " "
            + Path.GetFileNameWithoutExtension(network).Replace("ACASXU_run2a_", "", StringComparison.Ordinal).Replace("_batch_2000", "", StringComparison.Ordinal);
}
