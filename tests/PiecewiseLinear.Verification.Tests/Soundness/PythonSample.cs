using System.Diagnostics;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.Verification.Tests.Soundness;

/// <summary>Certificates for the Python checker, which is asked about all of them at once.</summary>
internal sealed class PythonSample : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _pairs = [];

    public int Count => _pairs.Count;

    /// <summary>Adds a certificate about a network in the JSON format of layers.</summary>
    public void Add(byte[] network, byte[] certificate)
    {
        string model = _folder.File($"{Count}.json"), proof = _folder.File($"{Count}.certificate");
        File.WriteAllBytes(model, network);
        File.WriteAllBytes(proof, certificate);
        _pairs.Add($"{model}\t{proof}");
    }

    /// <summary>All of them are valid.</summary>
    public async Task AcceptAsync()
    {
        using Process process = ExternalProgram.Start(
            "/usr/bin/python3",
            ["-m", "piecewiselinear_check", "--batch"],
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["PYTHONPATH"] = RepositoryRoot.Combine("clients", "python"), ["PYTHONDONTWRITEBYTECODE"] = "1" });
        Task<string> answers = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        foreach (string pair in _pairs)
        {
            await process.StandardInput.WriteLineAsync(pair);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await answers + await errors);
        string[] lines = (await answers).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, static line => Assert.StartsWith("VALID ", line, StringComparison.Ordinal));
        Assert.Equal(Count, lines.Length);
    }

    public void Dispose() => _folder.Dispose();
}
