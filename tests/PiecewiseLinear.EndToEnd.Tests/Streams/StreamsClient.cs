using System.Diagnostics;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.EndToEnd.Tests.Streams;

/// <summary>A Python program that reads a stream with grpcio (clients/streams_client.py).</summary>
internal sealed class StreamsClient : IDisposable
{
    private readonly Process _process;

    private StreamsClient(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
    }

    /// <summary>Opens a stream and waits for its first message.</summary>
    public static async Task<StreamsClient> OpenAsync(StreamsService service, string method)
    {
        string[] arguments = [PythonStubs.Client("streams_client.py"), service.Stubs.Path, service.Process.Address.Authority];
        string[] question = method is "Verify" or "Certify" ? [service.HardNetwork, "open", method, service.HardProperty] : [service.DeepNetwork, "open", method];
        StreamsClient client = new(ExternalProgram.Start(PythonStubs.Python, [.. arguments, .. question], PythonStubs.Environment));
        try
        {
            await client.SaysAsync("reading");
        }
        catch
        {
            client.Dispose();
            throw;
        }

        return client;
    }

    /// <summary>Cancels the call; returns when it is about to.</summary>
    public async Task CancelAsync()
    {
        await _process.StandardInput.WriteLineAsync("cancel");
        await _process.StandardInput.FlushAsync();
        await SaysAsync("cancelled");
    }

    /// <summary>Reads nothing more, but keeps the call.</summary>
    public async Task PauseAsync()
    {
        await _process.StandardInput.WriteLineAsync("pause");
        await _process.StandardInput.FlushAsync();
        await SaysAsync("paused");
    }

    /// <summary>Ends the program without any chance to say goodbye (SIGKILL).</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task SaysAsync(string word)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(10));
        Assert.Equal(word, await _process.StandardOutput.ReadLineAsync(limit.Token));
    }
}
