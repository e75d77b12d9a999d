using System.Diagnostics;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.EndToEnd.Tests.Guides;

/// <summary>The built program as a service on a free loopback port, with an empty data directory; ended when disposed.</summary>
internal sealed class RunningService : IDisposable
{
    private const string Greeting = "gRPC on http://";
    private const string WebGreeting = "gRPC-Web and Connect on http://";

    private readonly Process _process;
    private readonly DirectoryInfo _data;

    private RunningService(Process process, DirectoryInfo data, string authority, string webAuthority)
    {
        (_process, _data, Authority, WebAuthority) = (process, data, authority, webAuthority);
    }

    /// <summary>The program that <c>make build</c> leaves.</summary>
    public static string Program { get; } = RepositoryRoot.Combine("artifacts", "plin", "plin");

    /// <summary>Host and port of gRPC.</summary>
    public string Authority { get; }

    /// <summary>Host and port of gRPC-Web and Connect.</summary>
    public string WebAuthority { get; }

    public static async Task<RunningService> StartAsync()
    {
        Assert.True(File.Exists(Program), $"{Program} is not there; run 'make build' first");
        var data = Directory.CreateTempSubdirectory("plin-guide-");
        var start = new ProcessStartInfo(Program, ["serve", "--grpc-port", "0", "--data", data.FullName]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return new RunningService(process, data, await AuthorityAsync(process, Greeting), await AuthorityAsync(process, WebGreeting));
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _data.Delete(recursive: true);
    }

    private static async Task<string> AuthorityAsync(Process process, string greeting)
    {
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(10));
        Assert.StartsWith(greeting, line, StringComparison.Ordinal);
        return line![greeting.Length..].TrimEnd('/');
    }
}
