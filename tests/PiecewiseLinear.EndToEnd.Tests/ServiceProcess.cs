using System.Diagnostics;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.EndToEnd.Tests;

/// <summary>The real service, <c>plin serve</c>, in a process of its own on a free port.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit ends it through IAsyncLifetime")]
public sealed class ServiceProcess : IAsyncLifetime
{
    private const string Greeting = "gRPC on ";

    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public int Id => _process!.Id;

    public async Task InitializeAsync()
    {
        _process = ExternalProgram.Start(Plin.Path, ["serve", "--grpc-port", "0", "--data", _folder.File("models")]);
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
        string? line = await _process.StandardOutput.ReadLineAsync();
        Assert.StartsWith(Greeting, line, StringComparison.Ordinal);
        Address = new Uri(line![Greeting.Length..]);
    }

    /// <summary>Asks the process to stop, as a supervisor does (SIGTERM), and waits for its exit status.</summary>
    public async Task<int> TerminateAsync()
    {
        Assert.Equal(0, (await ExternalProgram.RunAsync("/bin/kill", ["-TERM", $"{Id}"])).Status);
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(5));
        await _process!.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async Task DisposeAsync()
    {
        if (_process is { } process)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        _folder.Dispose();
    }
}
