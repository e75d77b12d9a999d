using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Oracles;

namespace PiecewiseLinear.Networks.Tests.Formats.HostileFiles;

/// <summary>
/// Numbers outside of the model, written by onnx's own helpers: read only when asked for, only from the model's own folder, and never through a
/// link. The self-contained model is the same network.
/// </summary>
public sealed partial class ExternalDataTests(ExternalDataTests.Files files) : IClassFixture<ExternalDataTests.Files>
{
    [Theory]
    [InlineData("together")]
    [InlineData("apart")]
    public void NumbersBesideTheModelAreReadWhenAskedFor(string name)
    {
        string path = files.Path(name);
        Assert.Contains("its numbers are outside this file", Assert.Throws<NetworkFormatException>(() => NetworkFile.Load(path)).Message, StringComparison.Ordinal);

        LoadedNetwork loaded = NetworkFile.LoadWithExternalData(path);
        ReluNetwork whole = NetworkFile.Load(files.Path("whole")).Network;
        double[] point = [0.5, -1.25, 0.75, 2];
        Assert.Equal(DoubleEvaluator.Evaluate(whole, point.AsSpan()).Output.Values.ToArray(), DoubleEvaluator.Evaluate(loaded.Network, point.AsSpan()).Output.Values.ToArray());
    }

    [Theory]
    [InlineData("together")]
    [InlineData("apart")]
    public void ThePackedModelIsOneFileThatOthersRead(string name)
    {
        byte[] packed = NetworkFile.Pack(files.Path(name)).ToArray();
        LoadedNetwork loaded = NetworkFile.LoadWithExternalData(files.Path(name));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(packed)), loaded.Sha256);
        Assert.Equal(packed, NetworkFile.Pack(files.Path(name)).ToArray());

        string path = files.Path($"packed-{name}");
        File.WriteAllBytes(path, packed);
        Assert.Equal(loaded.Sha256, NetworkFile.Load(path).Sha256);
        using OnnxRuntimeOracle oracle = new();
        Assert.Empty(RuntimeAgreement.Check(path, NetworkFile.Load(path).Network, oracle, points: 4, seed: 3, exact: true));
        Assert.Equal(packed, NetworkFile.Pack(path).ToArray());
    }

    [Fact]
    public void AWholeModelIsPackedAsItIs()
        => Assert.Equal(File.ReadAllBytes(files.Path("whole")), NetworkFile.Pack(files.Path("whole")).ToArray());

    [Fact]
    public void OneChangedByteBesideTheModelIsAnotherNetwork()
    {
        byte[] bytes = File.ReadAllBytes(files.Path("together"));
        using TestKit.Programs.TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("m.onnx"), bytes);
        byte[] data = File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(files.Path("together"))!, "together.bin"));
        data[0] ^= 1;
        File.WriteAllBytes(folder.File("together.bin"), data);
        Assert.NotEqual(NetworkFile.LoadWithExternalData(files.Path("together")).Sha256, NetworkFile.LoadWithExternalData(folder.File("m.onnx")).Sha256);
    }

    [Theory]
    [InlineData("parent", "without any separator")]
    [InlineData("absolute", "without any separator")]
    [InlineData("subfolder", "without any separator")]
    [InlineData("dot", "without any separator")]
    [InlineData("backslash", "without any separator")]
    [InlineData("drive", "without any separator")]
    [InlineData("device", "without any separator")]
    [InlineData("empty", "without any separator")]
    [InlineData("nul", "without any separator")]
    [InlineData("folder", "no regular file")]
    [InlineData("missing", "cannot be opened")]
    [InlineData("symbolic", "not a symbolic link")]
    [InlineData("hard", "no link to another's file")]
    [InlineData("pipe", "no regular file")]
    [InlineData("short", "expected a part of the file")]
    [InlineData("beyond", "expected a part of the file")]
    [InlineData("huge_offset", "expected a part of the file")]
    [InlineData("negative_offset", "expected a whole number")]
    [InlineData("no_number", "expected a whole number")]
    [InlineData("huge_length", "expected a whole number")]
    [InlineData("wrong_length", "as many as its shape and element type ask for")]
    [InlineData("claims", "asks for more than 2147483647 bytes")]
    [InlineData("unknown_key", "'checksum' that is unknown or given twice")]
    [InlineData("twice", "'location' that is unknown or given twice")]
    [InlineData("both", "expected one of both")]
    public void AReferenceThatLeadsElsewhereIsRefused(string name, string because)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        NetworkFormatException refusal = Assert.Throws<NetworkFormatException>(() => NetworkFile.LoadWithExternalData(files.Path(name)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
        Assert.Contains(refusal.Problems, problem => problem.StartsWith("tensor '", StringComparison.Ordinal) && problem.Contains(because, StringComparison.Ordinal));
    }

    /// <summary>The files of make_external_data.py, and links that Python's onnx would not make.</summary>
    public sealed partial class Files : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("piecewiselinear-external-");

        public Files()
        {
            string script = RepositoryRoot.Combine("tests", "PiecewiseLinear.Networks.Tests", "Formats", "HostileFiles", "make_external_data.py");
            using Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, _folder.FullName]) { RedirectStandardError = true, UseShellExecute = false })!;
            string complaints = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"make_external_data.py failed (it needs Debian's python3-onnx): {complaints}");
            string data = System.IO.Path.Combine(_folder.FullName, "together.bin");
            string copy = System.IO.Path.Combine(_folder.FullName, "copy.bin");
            File.Copy(data, copy);
            File.CreateSymbolicLink(System.IO.Path.Combine(_folder.FullName, "symbolic.bin"), data);
            Assert.Equal(0, Link(copy, System.IO.Path.Combine(_folder.FullName, "hard.bin")));
            Assert.Equal(0, Fifo(System.IO.Path.Combine(_folder.FullName, "pipe"), 0x1A4));
        }

        public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name + ".onnx");

        public void Dispose()
        {
            _folder.Delete(recursive: true);
            File.Delete(_folder.FullName + ".secret.bin");
        }

        [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static partial int Link(string from, string to);

        [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static partial int Fifo(string path, uint mode);
    }
}
