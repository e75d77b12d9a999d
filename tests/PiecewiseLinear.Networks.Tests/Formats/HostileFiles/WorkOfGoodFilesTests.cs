using System.IO.Compression;
using PiecewiseLinear.Networks.Formats.Onnx;
using PiecewiseLinear.Networks.Formats.Onnx.Lowering;
using PiecewiseLinear.TestKit;
using Xunit.Abstractions;

namespace PiecewiseLinear.Networks.Tests.Formats.HostileFiles;

/// <summary>What real networks need of the budget that a file of their size has.</summary>
public sealed class WorkOfGoodFilesTests(ITestOutputHelper output)
{
    [Fact]
    public void GoodNetworksNeedLessThanAFifthOfTheirBudget()
    {
        string[] files = [.. Directory.GetFiles(RepositoryRoot.Combine("models"), "*.onnx", SearchOption.AllDirectories)];
        if (BenchData.Path is { } folder)
        {
            files = [.. files, .. Directory.GetFiles(folder, "*.onnx*", SearchOption.AllDirectories)];
        }

        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            byte[] bytes = Read(file);
            WorkBudget work = new(bytes.Length);
            OnnxReader.Read(bytes, Path.GetFileName(file), work);
            double share = (double)work.Spent / work.Allowed;
            output.WriteLine($"{share:P1} {work.Spent} steps, {bytes.Length} bytes: {Path.GetFileName(file)}");
            Assert.True(share < 0.2, $"{file}: {work.Spent} of {work.Allowed} steps");
        }
    }

    private static byte[] Read(string file)
    {
        if (!file.EndsWith(".gz", StringComparison.Ordinal))
        {
            return File.ReadAllBytes(file);
        }

        using GZipStream source = new(File.OpenRead(file), CompressionMode.Decompress);
        using MemoryStream target = new();
        source.CopyTo(target);
        return target.ToArray();
    }
}
