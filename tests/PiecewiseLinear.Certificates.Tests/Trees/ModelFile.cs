using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates.Tests.Trees;

/// <summary>A network in a file, and the verdicts of both checkers about it, which must agree.</summary>
internal sealed class ModelFile : IDisposable
{
    private readonly FileInfo? _own;

    /// <summary>Writes a network into a file of its own.</summary>
    public ModelFile(ReluNetwork network)
    {
        _own = new FileInfo(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"plin-tree-{Guid.NewGuid():N}.onnx"));
        byte[] bytes = NetworkWriter.ToOnnx(network);
        File.WriteAllBytes(_own.FullName, bytes);
        (Path, Loaded) = (_own.FullName, NetworkFile.Parse(bytes, "network.onnx"));
    }

    /// <summary>Takes a file that is there.</summary>
    public ModelFile(string path) => (Path, Loaded) = (path, NetworkFile.Parse(File.ReadAllBytes(path), System.IO.Path.GetFileName(path)));

    public string Path { get; }

    public LoadedNetwork Loaded { get; }

    public ReluNetwork Network => Loaded.Network;

    public string Sha256 => Loaded.Sha256;

    public string Ours(byte[] text)
    {
        try
        {
            return CertificateChecker.Check(Network, Sha256, new MemoryStream(text)) switch
            {
                CheckResult.Valid valid => "VALID " + valid.Claim,
                CheckResult.Invalid invalid => "INVALID " + invalid.Reason,
                var other => throw new InvalidOperationException($"unknown verdict {other}"),
            };
        }
        catch (CertificateFormatException exception)
        {
            return "ERROR " + exception.Message;
        }
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
    public IReadOnlyList<string> OfBoth(IReadOnlyList<(string Name, byte[] Text)> certificates)
    {
        string[] ours = [.. certificates.Select(certificate => Ours(certificate.Text))];
        IReadOnlyList<string> python = PythonChecker.Check(Path, [.. certificates.Select(static certificate => certificate.Text)]);
        string[] disagreements = [.. certificates.Select((certificate, i) => (certificate, i)).Where(pair => Verdicts.Kind(ours[pair.i]) != Verdicts.Kind(python[pair.i]))
            .Select(pair => $"{pair.certificate.Name}\n  ours:   {ours[pair.i]}\n  python: {python[pair.i]}\n{System.Text.Encoding.ASCII.GetString(pair.certificate.Text)}")];
        Assert.True(disagreements.Length == 0, $"{disagreements.Length} disagreements, the first:\n{string.Join('\n', disagreements.Take(3))}");
        return ours;
    }

    public void Dispose() => _own?.Delete();
}
