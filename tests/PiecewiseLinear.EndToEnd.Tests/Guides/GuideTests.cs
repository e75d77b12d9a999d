using System.Diagnostics;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.EndToEnd.Tests.Guides;

/// <summary>What the guides show is what happens: their marked blocks are run, in order, and print what is written below them.</summary>
public sealed class GuideTests
{
    /// <summary>Where the guides say that the service is; here it is on free ports.</summary>
    private const string DocumentedAuthority = "127.0.0.1:5080";

    private const string DocumentedWebAuthority = "127.0.0.1:5081";

    /// <summary>Where make puts buf.</summary>
    private static readonly string[] BufFolders =
        [.. Directory.EnumerateDirectories(RepositoryRoot.Combine("tests", "PiecewiseLinear.Rpc.Tests", "clients", "node_modules", "@bufbuild")).Select(folder => Path.Combine(folder, "bin"))];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    [Theory]
    [InlineData("README.md", 8)]
    [InlineData("docs/operations.md", 1)]
    public async Task Guide_shows_what_happens(string guide, int leastCommands)
    {
        using var service = await RunningService.StartAsync();
        var (ran, printed) = (0, string.Empty);
        foreach (var block in GuideBlock.Of(await File.ReadAllTextAsync(RepositoryRoot.Combine(guide))))
        {
            foreach (var (command, shown) in Steps(block))
            {
                var place = $"{guide}, block at line {block.Line}:\n{command}\n";
                if (command is not null)
                {
                    (var status, printed) = await RunAsync(command
                        .Replace(DocumentedAuthority, service.Authority, StringComparison.Ordinal)
                        .Replace(DocumentedWebAuthority, service.WebAuthority, StringComparison.Ordinal));
                    printed = printed
                        .Replace(service.Authority, DocumentedAuthority, StringComparison.Ordinal)
                        .Replace(service.WebAuthority, DocumentedWebAuthority, StringComparison.Ordinal);
                    Assert.True(status == 0, $"{place}ended with status {status} and printed:\n{printed}");
                    ran++;
                }

                Assert.True(shown is null || GuideBlock.Matches(shown, printed), $"{place}printed:\n{printed}\nbut the guide shows:\n{shown}");
            }
        }

        Assert.True(ran >= leastCommands, $"{guide} has {ran} tested commands, expected at least {leastCommands}");
    }

    /// <summary>The commands of a block (null: the one before), and what each must print (null: anything).</summary>
    private static IEnumerable<(string? Command, string? Shown)> Steps(GuideBlock block) =>
        block.Language switch
        {
            "console" => block.Commands().Select(step => ((string?)step.Command, (string?)step.Output)),
            "sh" => [(block.Content, null)],
            "python" => [($"/usr/bin/python3 - <<'END_OF_PYTHON'\n{block.Content}\nEND_OF_PYTHON", null)],
            "text" => [(null, block.Content)],
            _ => throw new InvalidOperationException($"line {block.Line}: blocks in '{block.Language}' cannot be tested"),
        };

    private static async Task<(int Status, string Printed)> RunAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", "exec 2>&1\n" + command])
        {
            WorkingDirectory = RepositoryRoot.Path,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.Environment["PATH"] = string.Join(':', [Path.GetDirectoryName(RunningService.Program), .. BufFolders, start.Environment["PATH"]]);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var printed = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, printed);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"(nothing within {Patience})");
        }
    }
}
