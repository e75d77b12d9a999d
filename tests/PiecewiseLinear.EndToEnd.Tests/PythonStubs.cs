using PiecewiseLinear.TestKit;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.EndToEnd.Tests;

/// <summary>The Python modules that protoc and Debian's grpcio plugin make of the protos, in a folder of their own, and what the Python programs of the tests are run with.</summary>
internal sealed class PythonStubs : IDisposable
{
    public const string Python = "/usr/bin/python3";

    private readonly TemporaryFolder _folder = new();

    private PythonStubs()
    {
    }

    public static IReadOnlyDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PYTHONDONTWRITEBYTECODE"] = "1" };

    public string Path => _folder.Path;

    /// <summary>A program of the folder clients.</summary>
    public static string Client(string name) => RepositoryRoot.Combine("tests", "PiecewiseLinear.EndToEnd.Tests", "clients", name);

    public static async Task<PythonStubs> GenerateAsync()
    {
        PythonStubs stubs = new();
        string protos = RepositoryRoot.Combine("protos");
        IEnumerable<string> files = Directory.GetFiles(System.IO.Path.Combine(protos, "piecewiselinear", "v1"), "*.proto").Select(static file => System.IO.Path.GetFileName(file));
        ProgramResult protoc = await ExternalProgram.RunAsync("protoc", [
            "-I", protos, $"--python_out={stubs.Path}", $"--grpc_out={stubs.Path}", "--plugin=protoc-gen-grpc=/usr/bin/grpc_python_plugin",
            .. files.Select(static file => $"piecewiselinear/v1/{file}")]);
        Assert.True(protoc.Status == 0, protoc.ToString());
        return stubs;
    }

    public void Dispose() => _folder.Dispose();
}
