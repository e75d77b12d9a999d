using System.CommandLine;
using System.Security.Cryptography;
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
        Option<string?> certificate = new("--certificate") { HelpName = "FILE", Description = "Write the certificate of the verdict (none where it is unknown)." };
        Command command = new("verify", "Whether a property holds: unsat (it does), sat with a counterexample, unknown or timeout.") { model, property, seed, certificate };
        command.SetAction((parsed, cancellationToken) =>
        {
            LoadedNetwork loaded = CommonOptions.Load(parsed, parsed.GetValue(model)!);
            (VerificationProperty question, string propertySha256) = Read(parsed.GetValue(property)!, loaded);
            string? file = parsed.GetValue(certificate);
            VerificationOptions options = new()
            {
                Threads = CommonOptions.ThreadsOf(parsed),
                TimeLimit = CommonOptions.TimeLimit(parsed),
                Seed = CommonOptions.PositiveInt("--seed", parsed.GetValue(seed)!),
                RecordProof = file is not null,
            };
            long start = TimeProvider.System.GetTimestamp();
            VerificationOutcome outcome = VerificationEngine.Verify(loaded.Network, question, options, progress: null, cancellationToken);
            bool certified = file is not null && outcome.Verdict != Verdict.Unknown;
            if (certified)
            {
                OutputFile.Write(file!, stream => PropertyCertificate.Write(outcome, question, loaded.Sha256, propertySha256, stream, cancellationToken));
            }

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

    /// <summary>The property of a file and the SHA-256 of its bytes.</summary>
    private static (VerificationProperty Property, string Sha256) Read(string path, LoadedNetwork loaded)
    {
        byte[] bytes = NumberText.ReadBytes("PROP.vnnlib", path);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        VnnLibProperty file = VnnLibReader.Read(NumberText.TextOf(bytes), path);
        Expect(path, file.InputCount, loaded.Network.InputDimension, "inputs");
        Expect(path, file.OutputCount, loaded.Network.OutputDimension, "outputs");
        VerificationProperty property = VerificationProperty.FromVnnLib(file);
        return TailRule.WhyRefused(loaded.Report.Tail, property) is { } reason ? throw new BadInputException($"{path}: {reason}") : (property, sha256);
    }

    private static void Expect(string path, int declared, int actual, string what)
    {
        if (declared != actual)
        {
            throw new BadInputException($"{path}: it declares {declared} {what}, expected {actual}, the {what} of the network");
        }
    }
}
