using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PiecewiseLinear.Rpc.Tests.RealClients;

/// <summary>Runs the programs under <c>clients/</c>, preparing what they need once.</summary>
internal static class TestClients
{
    private static readonly Lazy<Task> Packages = new(() => RunAsync(Path.Combine(Folder, "prepare"), []));

    /// <summary>The root of the working tree.</summary>
    public static string Root { get; } = FindRoot();

    public static string Protos => Path.Combine(Root, "tests", "PiecewiseLinear.Rpc.Tests", "protos");

    /// <summary>buf's own program, as its platform package ships it.</summary>
    public static string Buf => Path.Combine(
        Folder, "node_modules", "@bufbuild", RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "buf-linux-aarch64" : "buf-linux-x64", "bin", "buf");

    private static string Folder => Path.Combine(Root, "tests", "PiecewiseLinear.Rpc.Tests", "clients");

    public static string Script(string name) => Path.Combine(Folder, name);

    /// <summary>Makes sure that the npm packages are there.</summary>
    public static Task PackagesAsync() => Packages.Value;

    /// <summary>Runs a program that must succeed; answers what it printed on standard output.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments)
    {
        var (code, output, errors) = await TryAsync(program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} exited with {code}.\n{output}\n{errors}");
        return output;
    }

    /// <summary>Runs a program; ends it after half an hour, when it must hang.</summary>
    public static async Task<(int Code, string Output, string Errors)> TryAsync(string program, IEnumerable<string> arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                WorkingDirectory = Root,
            },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            Assert.Fail($"'{program}' cannot be started ({e.Message}). The tests need python3 with grpcio and protobuf, protoc with its gRPC Python plugin, node and npm.");
        }

        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(30));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end within half an hour.\n{await errors}");
        }

        return (process.ExitCode, await output, await errors);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PiecewiseLinear.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No PiecewiseLinear.sln above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }
}
