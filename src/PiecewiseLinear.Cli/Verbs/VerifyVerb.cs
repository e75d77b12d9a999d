using System.CommandLine;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Cli;

/// <summary><c>plin verify MODEL PROP.vnnlib</c>: is there an input that the property forbids?</summary>
internal static class VerifyVerb
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Argument<string> property = new("PROP.vnnlib") { Description = "The property, in VNN-LIB: what must not happen." };
        Option<string> seed = new("--seed") { HelpName = "N", Description = "The seed of the attacks.", DefaultValueFactory = static _ => "1" };
        Command command = new("verify", "Whether a property holds: unsat (it does), sat with a counterexample, unknown or timeout.") { model, property, seed };
        command.SetAction((parsed, cancellationToken) =>
        {
            LoadedNetwork loaded = CommonOptions.Load(parsed, parsed.GetValue(model)!);
            VerificationProperty question = Read(parsed.GetValue(property)!, loaded);
            VerificationOptions options = new()
            {
                Threads = CommonOptions.ThreadsOf(parsed),
                TimeLimit = CommonOptions.TimeLimit(parsed),
                Seed = CommonOptions.PositiveInt("--seed", parsed.GetValue(seed)!),
                RecordProof = false,
            };
            long start = TimeProvider.System.GetTimestamp();
            VerificationOutcome outcome = VerificationEngine.Verify(loaded.Network, question, options, progress: null, cancellationToken);
            double elapsed = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
            if (parsed.GetValue(CommonOptions.Json))
            {
                bool exact = parsed.GetValue(CommonOptions.Exact);
                JsonOutput.Print(writer => VerifyJson.Write(writer, loaded.Sha256, outcome, elapsed, exact));
            }
            else
            {
                VerifyText.Print(outcome);
            }

            return Task.FromResult(outcome.Verdict == Verdict.Unknown ? ExitStatus.BudgetExhausted : ExitStatus.Answered);
        });
        return command;
    }

    private static VerificationProperty Read(string path, LoadedNetwork loaded)
    {
        VnnLibProperty file = VnnLibReader.Read(NumberText.ReadFile("PROP.vnnlib", path), path);
        Expect(path, file.InputCount, loaded.Network.InputDimension, "inputs");
        Expect(path, file.OutputCount, loaded.Network.OutputDimension, "outputs");
        VerificationProperty property = VerificationProperty.FromVnnLib(file);
        return TailRule.WhyRefused(loaded.Report.Tail, property) is { } reason ? throw new BadInputException($"{path}: {reason}") : property;
    }

    private static void Expect(string path, int declared, int actual, string what)
    {
        if (declared != actual)
        {
            throw new BadInputException($"{path}: it declares {declared} {what}, expected {actual}, the {what} of the network");
        }
    }
}
