using System.CommandLine;
using System.CommandLine.Parsing;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;
using PiecewiseLinear.Service;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Cli;

/// <summary>The exit statuses that scripts rely on.</summary>
internal static class ExitStatus
{
    public const int Answered = 0;
    public const int Invalid = 1;
    public const int BadInput = 2;
    public const int BudgetExhausted = 3;
    public const int Bug = 70;
}

/// <summary>The program <c>plin</c>: parses the command line, runs a verb, turns refusals into one sentence and an exit status.</summary>
internal static class CommandLine
{
    /// <summary>Runs the program.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        RootCommand root = new("Exact geometry and proofs for ReLU networks.")
        {
            CommonOptions.Json,
            CommonOptions.Exact,
            CommonOptions.Timeout,
            CommonOptions.Threads,
            CommonOptions.ExternalData,
            InfoVerb.Create(),
            RegionVerb.Create(),
            NearVerb.Create(),
            EncodeVerb.Create(),
            CountVerb.Create(),
            RegionsVerb.Create(),
            StatsVerb.Create(),
            SliceVerb.Create(),
            LineVerb.Create(),
            RadiusVerb.Create(),
            VerifyVerb.Create(),
            BoundaryVerb.Create(),
            CheckVerb.Create(),
            PackVerb.Create(),
            ServeVerb.Create(),
            DemoVerb.Create(),
        };

        // Points and boxes are read from @FILE by the verbs themselves.
        ParseResult parsed = root.Parse(VerbFirst.Order(root, args), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync("plin: " + error.Message);
            }

            await Console.Error.WriteLineAsync("plin: run 'plin --help' or 'plin VERB --help' for what is expected");
            return ExitStatus.BadInput;
        }

        return await Guarded(() => parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = LongestEnd(parsed) }));
    }

    /// <summary>How long a verb may take to end after SIGINT or SIGTERM before the process ends without it: the service's running calls have their own time first.</summary>
    private static TimeSpan LongestEnd(ParseResult parsed) => parsed.CommandResult.Command.Name == ServeVerb.Name ? ServeVerb.LongestEnd : TimeSpan.FromSeconds(5);

    private static async Task<int> Guarded(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is BadInputException or RegionQueryException or NetworkFormatException or CertificateFormatException or ConstraintException or EngineUnavailableException)
        {
            return await Say(e.Message, ExitStatus.BadInput);
        }
        catch (Exception e) when (e is RegionUndecidedException or EnumerationLimitException)
        {
            return await Say("the budget ran out: " + e.Message, ExitStatus.BudgetExhausted);
        }
        catch (OperationCanceledException)
        {
            return await Say("the time ran out before there was an answer (--timeout, or interrupted)", ExitStatus.BudgetExhausted);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await Say(e.Message, ExitStatus.BadInput);
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync(e.ToString());
            return await Say("this is a bug; please report it with the lines above", ExitStatus.Bug);
        }
    }

    private static async Task<int> Say(string sentence, int status)
    {
        await Console.Error.WriteLineAsync("plin: " + sentence);
        return status;
    }
}
