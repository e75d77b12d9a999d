using System.CommandLine;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Cli;

/// <summary><c>plin check MODEL CERTIFICATE [--property PROP.vnnlib]</c>: one line, VALID and the claim in words, or INVALID and the reason.</summary>
internal static class CheckVerb
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Argument<string> certificate = new("CERTIFICATE") { Description = "The file of the certificate." };
        Argument<string?> second = new("MODEL2") { Arity = ArgumentArity.ZeroOrOne, Description = "The second network, for certificates that compare two." };
        Option<string?> property = new("--property")
        {
            HelpName = "PROP.vnnlib",
            Description = "For certificates of a property: it must be the property of this file (the SHA-256 where the certificate notes one, and every case).",
        };
        Command command = new("check", "Check a certificate against the network it speaks of.") { model, certificate, second, property };
        command.SetAction((parsed, cancellationToken) =>
        {
            using CancellationTokenSource limit = CommonOptions.Limit(parsed, cancellationToken);
            if (parsed.GetValue(second) is { } extra)
            {
                throw new BadInputException($"'{extra}' is a second network, but certificates of this version speak of one");
            }

            LoadedNetwork loaded = CommonOptions.Load(parsed, parsed.GetValue(model)!);
            long start = TimeProvider.System.GetTimestamp();
            PropertyText? asked = parsed.GetValue(property) is { } file ? PropertyText.Read("--property", file, loaded) : null;
            CheckResult result = Check(loaded, asked, parsed.GetValue(certificate)!, limit.Token);
            if (parsed.GetValue(CommonOptions.Json))
            {
                double elapsed = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
                Print(loaded, result, elapsed);
            }
            else
            {
                Console.WriteLine(result switch
                {
                    CheckResult.Valid valid => "VALID " + valid.Claim,
                    CheckResult.Invalid invalid => "INVALID " + invalid.Reason,
                    _ => throw new InvalidOperationException($"a check ended with the unknown result {result.GetType().Name}"),
                });
            }

            return Task.FromResult(result is CheckResult.Valid ? ExitStatus.Answered : ExitStatus.Invalid);
        });
        return command;
    }

    private static CheckResult Check(LoadedNetwork loaded, PropertyText? property, string path, CancellationToken cancellationToken)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return property is null
                ? CertificateChecker.Check(loaded.Network, loaded.Sha256, stream, cancellationToken)
                : PropertyFileChecker.Check(loaded.Network, loaded.Sha256, property.File, property.Sha256, stream, cancellationToken);
        }
        catch (CertificateFormatException e)
        {
            throw new BadInputException($"{path}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new BadInputException($"cannot read the certificate '{path}': {e.Message}", e);
        }
    }

    private static void Print(LoadedNetwork loaded, CheckResult result, double elapsed)
        => JsonOutput.Print(writer =>
        {
            writer.WriteString("sha256", loaded.Sha256);
            writer.WriteBoolean("valid", result is CheckResult.Valid);
            if (result is CheckResult.Valid valid)
            {
                writer.WriteString("claim", valid.Claim);
            }
            else
            {
                writer.WriteString("reason", ((CheckResult.Invalid)result).Reason);
            }

            writer.WriteString("evidence", "CERTIFIED");
            JsonOutput.Array(writer, "certified", result is CheckResult.Valid ? ["claim"] : Array.Empty<string>(), static (w, name) => w.WriteStringValue(name));
            writer.WriteNumber("elapsed_ms", Math.Round(elapsed, 3));
        });
}
