using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary><c>plin regions MODEL --box B --out FILE.jsonl</c>: every region, a line each, in the order of the enumeration.</summary>
internal static class RegionsVerb
{
    public static Command Create()
    {
        EnumerationOptions options = new();
        Option<bool> map = new("--map") { Description = "The affine map of each region." };
        Option<string> output = new("--out") { Required = true, HelpName = "FILE", Description = "Where to write, one JSON object a line." };
        Command command = new("regions", "Every linear region of a box, a line each.") { map, output };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            LoadedNetwork loaded = CommonOptions.Load(parsed, parsed.GetValue(options.Model)!);
            (EnumerationQuery query, _) = options.Read(parsed, loaded);
            EnumeratedRegionJson lines = new(query, parsed.GetValue(map), parsed.GetValue(CommonOptions.Exact));
            RegionCount? count = null;
            long start = TimeProvider.System.GetTimestamp();
            OutputFile.Write(parsed.GetValue(output)!, stream =>
            {
                using Sink sink = new(stream, lines);
                count = EnumerationProgressBar.Show(progress => RegionEnumerator.Enumerate(query, sink, progress, cancellationToken));
            });
            double elapsed = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(writer => CountJson.Write(writer, loaded.Sha256, query, count!, elapsed));
            }
            else
            {
                CountText.Print(query, count!, elapsed);
            }

            return Task.FromResult(count!.Complete ? ExitStatus.Answered : ExitStatus.BudgetExhausted);
        });
        return command;
    }

    /// <summary>Writes each region as it comes.</summary>
    private sealed class Sink(Stream stream, EnumeratedRegionJson lines) : IRegionSink, IDisposable
    {
        private readonly Utf8JsonWriter _writer = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        public bool Accept(EnumeratedRegion region)
        {
            lines.Write(_writer, region);
            _writer.Flush();
            stream.WriteByte((byte)'\n');
            _writer.Reset();
            return true;
        }

        public void Dispose() => _writer.Dispose();
    }
}
