using System.Globalization;
using System.IO.Compression;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Benchmarks;

/// <summary>One instance of the public sets.</summary>
/// <param name="Name">Network and property, short.</param>
/// <param name="NetworkPath">The network's file; where it is not there, it is packed beside it, with <c>.gz</c> more.</param>
/// <param name="Property">Reads the property.</param>
/// <param name="Expected"><c>sat</c> or <c>unsat</c>, by the majority of published votes or by the name of the file; null where neither says.</param>
/// <param name="BestPublished">The fastest published whole-process time of any tool, in seconds; null where there is none.</param>
internal sealed record VerificationInstance(string Name, string NetworkPath, Func<VerificationProperty> Property, string? Expected, double? BestPublished)
{
    /// <summary>The instances of a set: of its <c>expected.csv</c>, or of the sets that have none.</summary>
    public static IEnumerable<VerificationInstance> Read(string bench, string set)
        => set switch
        {
            "test" => Tests(Path.Combine(bench, set)),
            "marabou_small" => Marabou(Path.Combine(bench, set)),
            _ => from line in File.ReadLines(Path.Combine(bench, set, "expected.csv")).Skip(1)
                 let cells = line.Split(',')
                 select new VerificationInstance(
                     ShortName(cells[0], cells[1]),
                     Path.Combine(bench, set, cells[0]),
                     () => FromFile(Path.Combine(bench, set, cells[1])),
                     cells[3],
                     double.TryParse(cells[6], NumberStyles.Float, CultureInfo.InvariantCulture, out double best) ? best : null),
        };

    public (LoadedNetwork Network, VerificationProperty Property) Load()
    {
        string path = File.Exists(NetworkPath) ? NetworkPath : NetworkPath + ".gz", unpacked = Path.GetFileName(path);
        byte[] bytes = File.ReadAllBytes(path);
        if (unpacked.EndsWith(".gz", StringComparison.Ordinal))
        {
            using GZipStream stream = new(new MemoryStream(bytes), CompressionMode.Decompress);
            using MemoryStream plain = new();
            stream.CopyTo(plain);
            (bytes, unpacked) = (plain.ToArray(), Path.GetFileNameWithoutExtension(unpacked));
        }

        return (NetworkFile.Parse(bytes, unpacked), Property());
    }

    private static IEnumerable<VerificationInstance> Tests(string folder)
        => from line in File.ReadLines(Path.Combine(folder, "test_instances.csv"))
           let cells = line.Split(',')
           where cells.Length == 3
           select new VerificationInstance(ShortName(cells[0], cells[1]), Path.Combine(folder, cells[0]), () => FromFile(Path.Combine(folder, cells[1])), VerdictIn(cells[0]), null);

    /// <summary>
    /// The property that goes with these networks: y₀ ≤ 0 somewhere on the inputs that the file allows. Twin ladders compute a network minus its twin plus a margin: it is never 0.
    /// </summary>
    private static IEnumerable<VerificationInstance> Marabou(string folder)
        => [
            .. Directory.GetFiles(Path.Combine(folder, "nnet_coav")).Order(StringComparer.Ordinal).Select(static path => new VerificationInstance(
                "coav " + Path.GetFileNameWithoutExtension(path), path, () => OnOutput(path), VerdictIn(path), null)),
            .. Directory.GetFiles(Path.Combine(folder, "nnet_twin")).Order(StringComparer.Ordinal).Select(static path => new VerificationInstance(
                Path.GetFileNameWithoutExtension(path), path, () => OnOutput(path), "unsat", null)),
        ];

    /// <summary>Unsafe: y₀ ≤ 0, on the box of the network's own file (lines 4 and 5 after the comments).</summary>
    private static VerificationProperty OnOutput(string path)
    {
        string[][] lines = [.. File.ReadLines(path).Where(static line => !line.StartsWith("//", StringComparison.Ordinal)).Take(5)
            .Select(static line => line.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        int outputs = int.Parse(lines[0][2], CultureInfo.InvariantCulture);
        Box box = new([.. lines[3].Select(static x => Rational.Parse(x))], [.. lines[4].Select(static x => Rational.Parse(x))]);
        PropertyRow row = new([], [new PropertyTerm(0, 1)], 0);
        return new VerificationProperty(box.Dimension, outputs, [new PropertyGroup(new InputSet(box), new OutputSpecification([new UnsafePolyhedron([row])]))]);
    }

    private static string? VerdictIn(string name)
        => name.Contains("unsat", StringComparison.OrdinalIgnoreCase) ? "unsat" : name.Contains("sat", StringComparison.OrdinalIgnoreCase) ? "sat" : null;

    private static VerificationProperty FromFile(string path) => VerificationProperty.FromVnnLib(VnnLibReader.Read(File.ReadAllText(path), path));

    private static string ShortName(string network, string property)
        => Path.GetFileNameWithoutExtension(property) + " "
            + Path.GetFileNameWithoutExtension(network).Replace("ACASXU_run2a_", "", StringComparison.Ordinal).Replace("_batch_2000", "", StringComparison.Ordinal);
}
