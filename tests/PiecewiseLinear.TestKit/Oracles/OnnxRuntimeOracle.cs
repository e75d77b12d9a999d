using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PiecewiseLinear.TestKit.Oracles;

/// <summary>
/// A forward pass that shares no code with ours: ONNX Runtime, run by <c>tests/oracle/forward.mjs</c> under Node. One process is
/// started, installing its packages first where they are missing, and kept warm until <see cref="Dispose"/>. Calls may come
/// from several threads; they are answered one after another.
/// </summary>
/// <remarks>
/// The answer is what a float32 runtime computes: inputs are rounded to float32 first, and every operation rounds. It is
/// therefore compared with ours within an error bound, or exactly where all intermediate values are float32 numbers.
/// </remarks>
public sealed class OnnxRuntimeOracle : IDisposable
{
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly Lock _turn = new();
    private readonly Process _process;
    private readonly StringBuilder _complaints = new();

    /// <summary>Starts the oracle; the first start on a machine takes the time of an <c>npm ci</c>.</summary>
    /// <exception cref="InvalidOperationException">Node or npm is missing, or the packages cannot be installed.</exception>
    public OnnxRuntimeOracle()
    {
        var folder = RepositoryRoot.Combine("tests", "oracle");
        OracleInstallation.Ensure(folder);
        _process = Start(folder);
        _process.ErrorDataReceived += (_, line) => Complain(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>
    /// The outputs of an ONNX network with one input and one output, for each point.
    /// </summary>
    /// <param name="modelPath">The <c>.onnx</c> (or <c>.onnx.gz</c>) file; relative paths are taken from the current folder.</param>
    /// <param name="inputs">The points, each flattened row-major, finite, as many numbers as the network has inputs.</param>
    /// <returns>One array per point: the output tensor flattened row-major, exactly as float32 numbers.</returns>
    /// <exception cref="InvalidOperationException">The oracle refuses the model or a point (the message says why), or has died.</exception>
    public float[][] Evaluate(string modelPath, IReadOnlyList<double[]> inputs)
    {
        var request = JsonSerializer.Serialize(new Request(Path.GetFullPath(modelPath), inputs), Wire);
        string? line;
        lock (_turn)
        {
            try
            {
                _process.StandardInput.WriteLine(request);
                _process.StandardInput.Flush();
                line = _process.StandardOutput.ReadLine();
            }
            catch (IOException exception)
            {
                throw Died(exception);
            }
        }

        var reply = JsonSerializer.Deserialize<Reply>(line ?? throw Died(null), Wire)!;
        return reply.Error is null
            ? reply.Outputs ?? throw new InvalidOperationException($"The oracle answered neither outputs nor an error: {line}")
            : throw new InvalidOperationException($"The oracle refuses: {reply.Error}");
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static Process Start(string folder)
    {
        var start = new ProcessStartInfo("node", ["forward.mjs"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException("The oracle needs node (version 20 or newer) on the PATH.", exception);
        }
    }

    private void Complain(string? line)
    {
        lock (_complaints)
        {
            _complaints.AppendLine(line);
        }
    }

    private InvalidOperationException Died(Exception? cause)
    {
        lock (_complaints)
        {
            return new InvalidOperationException($"The oracle has ended unexpectedly. It said: {_complaints}", cause);
        }
    }

    private sealed record Request(string Model, IReadOnlyList<double[]> Inputs);

    private sealed record Reply(float[][]? Outputs, string? Error);
}
