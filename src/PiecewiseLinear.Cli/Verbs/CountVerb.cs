using System.CommandLine;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary><c>plin count MODEL --box B</c>: how many regions, and what else is counted on the way.</summary>
internal static class CountVerb
{
    public static Command Create()
    {
        EnumerationOptions options = new();
        Option<string> repeat = new("--repeat") { HelpName = "N", Description = "Ask N times in one process and report the fastest.", DefaultValueFactory = static _ => "1" };
        Option<string?> certificate = new("--certificate") { HelpName = "FILE", Description = "Write the certificate of the count." };
        Command command = new("count", "How many linear regions a box holds, exactly.") { repeat, certificate };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            int times = CommonOptions.PositiveInt("--repeat", parsed.GetValue(repeat)!);
            LoadedNetwork loaded = CommonOptions.Load(parsed, parsed.GetValue(options.Model)!);
            (EnumerationQuery query, Box box) = options.Read(parsed, loaded);
            string? file = parsed.GetValue(certificate);
            if (file is not null && query.ResumeToken is not null)
            {
                throw new BadInputException("--certificate: the evidence of what was counted before is not in a resume token; write the certificate in one run, without --resume");
            }

            (RegionCount count, double elapsed) = Fastest(times, progress => file is null
                ? RegionEnumerator.Count(query, progress, cancellationToken)
                : Certified(file, stream => CountCertificate.Write(query, box, loaded.Sha256, stream, progress, cancellationToken)));
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(writer => CountJson.Write(writer, loaded.Sha256, query, count, elapsed));
            }
            else
            {
                CountText.Print(query, count, elapsed);
            }

            return Task.FromResult(count.Complete ? ExitStatus.Answered : ExitStatus.BudgetExhausted);
        });
        return command;
    }

    private static RegionCount Certified(string file, Func<Stream, RegionCount> write)
    {
        RegionCount? count = null;
        OutputFile.Write(file, stream => count = write(stream));
        return count!;
    }

    private static (RegionCount Count, double Elapsed) Fastest(int times, Func<IProgress<EnumerationProgress>?, RegionCount> ask)
    {
        RegionCount? first = null;
        double fastest = double.PositiveInfinity;
        for (int i = 0; i < times; i++)
        {
            long start = TimeProvider.System.GetTimestamp();
            RegionCount count = EnumerationProgressBar.Show(ask);
            fastest = Math.Min(fastest, TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            first ??= count;
            if (first.Complete && count.Complete && !first.SameAnswer(count))
            {
                throw new InvalidOperationException("two counts of the same question differ");
            }
        }

        return (first!, fastest);
    }
}
