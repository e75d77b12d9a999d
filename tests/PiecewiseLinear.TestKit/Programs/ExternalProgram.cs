using System.Diagnostics;

namespace PiecewiseLinear.TestKit.Programs;

/// <summary>How a program ended and what it printed.</summary>
/// <param name="Status">Its exit status.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
public sealed record ProgramResult(int Status, string Output, string Errors)
{
    /// <summary>The same, for messages of failing tests.</summary>
    public override string ToString() => $"exit status {Status}\n--- standard output\n{Output}\n--- standard error\n{Errors}";
}

/// <summary>Runs programs as processes of their own.</summary>
public static class ExternalProgram
{
    /// <summary>Runs a program to its end, in the root of the working tree. One that has not ended after half an hour hangs, however slow the machine is.</summary>
    /// <param name="program">The file, or a name on the path.</param>
    /// <param name="arguments">Its arguments, passed without a shell.</param>
    /// <param name="environment">Variables to set; null to take one away.</param>
    /// <exception cref="TimeoutException">It did not end; it was ended.</exception>
    public static async Task<ProgramResult> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using Process process = Start(program, arguments, environment);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(30));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within half an hour\n{await errors}", e);
        }

        return new ProgramResult(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts a program with all three streams redirected.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = RepositoryRoot.Path,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }
}
