using System.Diagnostics;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Networks.Tests.Formats.Onnx;

/// <summary>The graphs of make_graphs.py and make_operator_graphs.py, written by Python's onnx package once a test run into a temporary folder.</summary>
public sealed class GeneratedGraphs : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("piecewiselinear-graphs-");

    public GeneratedGraphs()
    {
        string script = RepositoryRoot.Combine("tests", "PiecewiseLinear.Networks.Tests", "Formats", "Onnx", "make_operator_graphs.py");
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, _folder.FullName]) { RedirectStandardError = true, UseShellExecute = false })!;
        string complaints = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"make_operator_graphs.py failed (it needs Debian's python3-onnx): {complaints}");
        }

        Files = [.. _folder.GetFiles("*.onnx").Select(file => file.FullName).Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Files { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
