using System.Diagnostics;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Oracles;
using Xunit.Abstractions;

namespace PiecewiseLinear.Networks.Tests.Formats.Onnx;

/// <summary>Models exported by PyTorch, where Debian's python3-torch is installed (make soak installs it): a multilayer perceptron, convolutional and residual networks.</summary>
public sealed class TorchModelsTests(ITestOutputHelper output)
{
    [Fact]
    public void WhatPyTorchExportsIsReadAndAgreesWithOnnxRuntimeAndTheChecker()
    {
        if (Run("-c", "import torch") != 0)
        {
            output.WriteLine("skipped: /usr/bin/python3 has no module torch (Debian: python3-torch)");
            return;
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("piecewiselinear-torch-");
        try
        {
            Assert.Equal(0, Run(RepositoryRoot.Combine("tests", "PiecewiseLinear.Networks.Tests", "Formats", "Onnx", "make_torch_models.py"), folder.FullName));
            using OnnxRuntimeOracle oracle = new();
            List<string> problems = [];
            string[] files = Directory.GetFiles(folder.FullName, "*.onnx");
            foreach (string file in files)
            {
                try
                {
                    problems.AddRange(RuntimeAgreement.Check(file, NetworkFile.Load(file).Network, oracle, points: 3, seed: 3));
                }
                catch (NetworkFormatException refusal)
                {
                    problems.Add(refusal.Message);
                }
            }

            problems.AddRange(CheckerAgreement.Check(folder.FullName).Problems);
            Assert.True(problems.Count == 0, string.Join('\n', problems));
            Assert.True(files.Length >= 38, $"only {files.Length} models were exported");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Run(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
