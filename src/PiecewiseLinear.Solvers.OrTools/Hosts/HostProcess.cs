using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;

namespace PiecewiseLinear.Solvers.OrTools;

/// <summary>One running Node host: frames of a four-byte little-endian length and that many bytes, one answer a question, in order.</summary>
internal sealed class HostProcess : IDisposable
{
    private const int LargestResponse = 1 << 30;
    private const int ErrorLinesKept = 8;

    /// <summary>How long a process that has closed its end may take to be gone; it is gone at once unless the machine stands still.</summary>
    private static readonly TimeSpan s_longestEnd = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Queue<string> _errors = new();
    private bool _ready;

    /// <summary>Starts the process; it answers once it has loaded OR-Tools.</summary>
    /// <exception cref="IOException">Node cannot be started.</exception>
    public HostProcess(string nodePath, string directory)
    {
        var start = new ProcessStartInfo(nodePath)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(directory, "host.mjs"));
        try
        {
            _process = Process.Start(start) ?? throw new IOException($"could not start '{nodePath}'");
        }
        catch (Win32Exception error)
        {
            throw new IOException($"could not start '{nodePath}', expected Node.js 20 or newer: {error.Message}", error);
        }

        _process.ErrorDataReceived += (_, line) => KeepError(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>The id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether the process still runs.</summary>
    public bool IsAlive => !_process.HasExited;

    /// <summary>Sends a request and waits for its answer. After any exception the process is of no more use.</summary>
    /// <exception cref="IOException">The process ended.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the process has been killed, since nothing else stops a solve.</exception>
    public byte[] Exchange(ReadOnlySpan<byte> request, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.Register(Kill);
        try
        {
            if (!_ready)
            {
                _ = ReadFrame();
                _ready = true;
            }

            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, request.Length);
            Stream input = _process.StandardInput.BaseStream;
            input.Write(length);
            input.Write(request);
            input.Flush();
            return ReadFrame();
        }
        catch (InvalidDataException error)
        {
            throw new IOException($"the OR-Tools host sent {error.Message}", error);
        }
        catch (IOException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException($"the OR-Tools host ended: {DescribeEnd(error)}", error);
        }
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It has ended already.
        }
    }

    private byte[] ReadFrame()
    {
        Stream output = _process.StandardOutput.BaseStream;
        Span<byte> length = stackalloc byte[4];
        output.ReadExactly(length);
        int count = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (count is < 0 or > LargestResponse)
        {
            throw new InvalidDataException($"a frame of {count} bytes, expected at most {LargestResponse}");
        }

        var frame = new byte[count];
        output.ReadExactly(frame);
        return frame;
    }

    private void KeepError(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (_errors)
        {
            _errors.Enqueue(line.Length > 300 ? line[..300] : line);
            if (_errors.Count > ErrorLinesKept)
            {
                _errors.Dequeue();
            }
        }
    }

    private string DescribeEnd(IOException error)
    {
        string end = error.Message;
        if (_process.WaitForExit(s_longestEnd))
        {
            _process.WaitForExit(); // for the end of its standard error
            end = $"exit status {_process.ExitCode}";
        }

        lock (_errors)
        {
            return _errors.Count == 0 ? end : $"{end}; it wrote: {string.Join(" | ", _errors)}";
        }
    }
}
