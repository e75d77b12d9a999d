using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace PiecewiseLinear.TestKit.Oracles;

/// <summary>
/// Puts the npm packages of <c>tests/oracle</c> in place, exactly as its lock file pins them. Test projects run in parallel
/// processes, so the work is done under an exclusive lock on a file of that folder.
/// </summary>
internal static class OracleInstallation
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Installs what is missing; quick when nothing is.</summary>
    public static void Ensure(string folder)
    {
        if (IsComplete(folder))
        {
            return;
        }

        using var held = Lock(Path.Combine(folder, ".install.lock"));
        if (IsComplete(folder))
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("NO_INSTALL") is "1")
        {
            throw new InvalidOperationException($"The oracle's packages are missing and NO_INSTALL=1; run 'npm ci --ignore-scripts' in {folder}.");
        }

        Install(folder);
    }

    /// <summary>npm writes <c>node_modules/.package-lock.json</c> last: it is there, and pins the same, only after a whole install.</summary>
    private static bool IsComplete(string folder)
    {
        var installed = Path.Combine(folder, "node_modules", ".package-lock.json");
        return File.Exists(installed) && Pin(installed) == Pin(Path.Combine(folder, "package-lock.json"));
    }

    private static string Pin(string lockFile)
    {
        using var content = JsonDocument.Parse(File.ReadAllBytes(lockFile));
        return content.RootElement.GetProperty("packages").TryGetProperty("node_modules/onnxruntime-node", out var package)
            ? package.GetProperty("integrity").GetString()!
            : string.Empty;
    }

    private static FileStream Lock(string file)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited.Elapsed < LockPatience)
            {
                Thread.Sleep(LockPause);
            }
        }
    }

    private static void Install(string folder)
    {
        var start = new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var npm = Process.Start(start)!;
            var output = npm.StandardOutput.ReadToEndAsync();
            var errors = npm.StandardError.ReadToEndAsync();
            npm.WaitForExit();
            if (npm.ExitCode != 0)
            {
                throw new InvalidOperationException($"'npm ci' in {folder} ended with status {npm.ExitCode}: {errors.Result}{output.Result}");
            }
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException("The oracle needs npm (Node.js 20 or newer) on the PATH.", exception);
        }
    }
}
