using System.CommandLine;
using System.Security.Cryptography;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Cli;

/// <summary><c>plin pack MODEL --external-data --out FILE</c>: the model with the numbers that lie in files beside it, as one file.</summary>
internal static class PackVerb
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Option<string> output = new("--out") { Required = true, HelpName = "FILE", Description = "Where to write the self-contained model." };
        Command command = new("pack", "One file of a model whose numbers lie partly in files beside it (with --external-data); certificates are about this file.") { model, output };
        command.SetAction((parsed, cancellationToken) =>
        {
            using CancellationTokenSource limit = CommonOptions.Limit(parsed, cancellationToken);
            string path = parsed.GetValue(model)!, file = parsed.GetValue(output)!;
            ReadOnlyMemory<byte> bytes = CommonOptions.Bytes(parsed, path);
            _ = NetworkFile.Parse(bytes, Path.GetFileName(path));
            OutputFile.Write(file, stream => stream.Write(bytes.Span));
            string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(writer =>
                {
                    writer.WriteString("sha256", sha256);
                    writer.WriteString("out", file);
                    writer.WriteNull("evidence");
                    JsonOutput.Array(writer, "certified", Array.Empty<string>(), static (w, name) => w.WriteStringValue(name));
                    writer.WriteNumber("elapsed_ms", 0);
                });
            }
            else
            {
                Console.WriteLine($"sha256          {sha256}");
            }

            return Task.FromResult(ExitStatus.Answered);
        });
        return command;
    }
}
