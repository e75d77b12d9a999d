using System.Diagnostics;

namespace PiecewiseLinear.Cli;

/// <summary>The service in a child process on a free loopback port; stopped when disposed.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private const string Greeting = "gRPC on ";

    private readonly Process _process;

    private ServiceProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts the service and waits until it listens. Its log goes to service.log in the folder.</summary>
    public static async Task<ServiceProcess> StartAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            ArgumentList = { "serve", "--grpc-port", "0", "--data", Path.Combine(folder, "models") },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Insert(0, Environment.GetCommandLineArgs()[0]); // Run as `dotnet plin.dll demo`.
        }

        Process process = Process.Start(start) ?? throw new BadInputException($"cannot start {start.FileName}");
        _ = KeepLogAsync(process.StandardError, Path.Combine(folder, "service.log"));
        string? line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        if (line?.StartsWith(Greeting, StringComparison.Ordinal) != true)
        {
            process.Kill(entireProcessTree: true);
            throw new BadInputException($"the service did not start (see {Path.Combine(folder, "service.log")}); it said: {line ?? "nothing"}");
        }

        return new ServiceProcess(process, new Uri(line[Greeting.Length..]));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static async Task KeepLogAsync(StreamReader log, string path)
    {
        await using StreamWriter file = new(path);
        while (await log.ReadLineAsync() is { } line)
        {
            await file.WriteLineAsync(line);
        }
    }
}
