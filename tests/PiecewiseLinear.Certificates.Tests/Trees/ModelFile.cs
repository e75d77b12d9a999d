using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates.Tests.Trees;

/// <summary>A network in a file, and the verdicts of both checkers about it, which must agree.</summary>
internal sealed class ModelFile : IDisposable
{
    private readonly FileInfo? _own;

    /// <summary>Writes a network into a file of its own, as ONNX.</summary>
    public ModelFile(ReluNetwork network)
        : this(NetworkWriter.ToOnnx(network), ".onnx")
    {
    }

    /// <summary>Writes a file of its own with the text of a network.</summary>
    public ModelFile(byte[] bytes, string extension)
    {
        _own = new FileInfo(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"plin-tree-{Guid.NewGuid():N}{extension}"));
        File.WriteAllBytes(_own.FullName, bytes);
        (Path, Loaded) = (_own.FullName, NetworkFile.Parse(bytes, "network" + extension));
    }

    /// <summary>Takes a file that is there.</summary>
    public ModelFile(string path) => (Path, Loaded) = (path, NetworkFile.Parse(File.ReadAllBytes(path), System.IO.Path.GetFileName(path)));

    public string Path { get; }

    public LoadedNetwork Loaded { get; }

    public ReluNetwork Network => Loaded.Network;

    public string Sha256 => Loaded.Sha256;

    public string Ours(byte[] text) => Verdicts.Ours(Network, Sha256, text);

    /// <summary>The threshold between the numbers in a text that our checker accepts (below) and those that it rejects, to within a width.</summary>
    public (Rational Accepted, Rational Rejected) Threshold(Func<Rational, byte[]> text, Rational low, Rational high, Rational close)
    {
        while (high - low > close)
        {
            Rational middle = (low + high) / 2;
            (low, high) = Verdicts.Kind(Ours(text(middle))) == "VALID" ? (middle, high) : (low, middle);
        }

        return (low, high);
    }

    /// <summary>Our verdicts on pairs of a model and a text, after making sure that Python's are of the same kinds; then the models are deleted.</summary>
    public static IReadOnlyList<string> OfBoth(IReadOnlyList<(ModelFile Model, byte[] Text)> certificates)
    {
        string[] ours = [.. certificates.Select(static certificate => certificate.Model.Ours(certificate.Text))];
        IReadOnlyList<string> python = PythonChecker.Check([.. certificates.Select(static certificate => (certificate.Model.Path, certificate.Text))]);
        for (int i = 0; i < ours.Length; i++)
        {
            Assert.True(Verdicts.Kind(ours[i]) == Verdicts.Kind(python[i]), $"ours:   {ours[i]}\npython: {python[i]}\n{System.Text.Encoding.ASCII.GetString(certificates[i].Text)}");
        }

        foreach (ModelFile model in certificates.Select(static certificate => certificate.Model).Distinct())
        {
            model.Dispose();
        }

        return ours;
    }

    /// <summary>Our verdicts, after making sure that Python's are of the same kinds.</summary>
    public IReadOnlyList<string> OfBoth(IReadOnlyList<(string Name, byte[] Text)> certificates) => Verdicts.OfBoth(Path, Network, Sha256, certificates);

    public void Dispose() => _own?.Delete();
}
