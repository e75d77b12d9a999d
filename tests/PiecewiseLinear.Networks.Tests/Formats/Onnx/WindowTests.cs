using System.Diagnostics;
using System.Globalization;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Oracles;
using PiecewiseLinear.TestKit.Programs;
using Xunit.Abstractions;

namespace PiecewiseLinear.Networks.Tests.Formats.Onnx;

/// <summary>
/// Convolutions and poolings with random sizes, strides, dilations, paddings and modes, rectangular and lopsided: what is read computes what ONNX
/// Runtime computes, and is the same network for the Python checker. What is refused is refused for one of the reasons below.
/// </summary>
public sealed class WindowTests(ITestOutputHelper output)
{
    private static readonly string[] Reasons =
    [
        "lies in the padding alone", "reach beyond the padding, and runtimes disagree", "does not fit", "would have", "its window is dilated, on which runtimes disagree", "where runtimes place them differently", "from opset 19 on runtimes disagree",
    ];

    private static int Count => double.TryParse(Environment.GetEnvironmentVariable("SOAK_MINUTES"), CultureInfo.InvariantCulture, out double minutes) ? 300 + (int)(minutes * 1000) : 300;

    [Fact]
    public void WindowsComputeWhatOnnxRuntimeComputes()
    {
        using TemporaryFolder folder = new();
        Write(folder.Path, Count);
        using OnnxRuntimeOracle oracle = new();
        List<string> problems = [];
        int read = 0, refused = 0;
        foreach (string file in Directory.GetFiles(folder.Path, "*.onnx").Order(StringComparer.Ordinal))
        {
            if (!Path.GetFileName(file).StartsWith("window_", StringComparison.Ordinal))
            {
                File.Delete(file);
                continue;
            }

            try
            {
                problems.AddRange(RuntimeAgreement.Check(file, NetworkFile.Load(file).Network, oracle, points: 2, seed: 11));
                read++;
            }
            catch (NetworkFormatException refusal) when (Reasons.Any(reason => refusal.Message.Contains(reason, StringComparison.Ordinal)))
            {
                refused++;
                File.Delete(file);
            }
            catch (Exception exception) when (exception is NetworkFormatException or InvalidOperationException)
            {
                problems.Add($"{Path.GetFileName(file)}: {exception.Message}");
            }
        }

        output.WriteLine($"{read} read, {refused} refused");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.InRange(refused, 0, read / 2);
        (List<string> others, _) = CheckerAgreement.Check(folder.Path);
        Assert.True(others.Count == 0, string.Join('\n', others));
    }

    private static void Write(string folder, int count)
    {
        string script = RepositoryRoot.Combine("tests", "PiecewiseLinear.Networks.Tests", "Formats", "Onnx", "random_windows.py");
        string[] arguments = [script, folder, count.ToString(CultureInfo.InvariantCulture)];
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        string complaints = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"random_windows.py failed (it needs Debian's python3-onnx): {complaints}");
    }
}
