using System.Text;
using System.Text.Json;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>
/// Where the records of <c>plin stats</c> go: nowhere, one table (.csv), JSON (.json: one object with the list <c>records</c>; .jsonl: one object a line), or a folder with tables and charts.
/// With several networks each has its own file, named after it.
/// </summary>
internal sealed class StatsOutput(string? path, int networks)
{
    private readonly string _extension = Path.GetExtension(path ?? string.Empty).ToLowerInvariant();

    private bool IsFolder => path is not null && _extension is not (".csv" or ".json" or ".jsonl");

    /// <summary>Opens the files of one network.</summary>
    public Records Open(string name, ReluNetwork network)
    {
        if (path is null)
        {
            return new Records(null, null, null);
        }

        try
        {
            if (IsFolder)
            {
                Directory.CreateDirectory(path);
                return new Records(Csv(Path.Combine(path, name + ".csv"), network), Text(Path.Combine(path, name + "-walks.csv"), RecordCsv.WalkHeader), null);
            }

            string file = networks == 1 ? path : Path.Combine(Path.GetDirectoryName(path) ?? string.Empty, $"{Path.GetFileNameWithoutExtension(path)}-{name}{_extension}");
            return _extension == ".csv" ? new Records(Csv(file, network), null, null) : new Records(null, null, new RecordFile(file, lines: _extension == ".jsonl"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new BadInputException($"--out: cannot write '{path}': {e.Message}", e);
        }
    }

    /// <summary>Writes the charts of all networks over each other, and the summary, when the output is a folder.</summary>
    public void WriteCharts(IReadOnlyList<StatsAnswer> answers, RowStudy? study)
    {
        if (!IsFolder)
        {
            return;
        }

        foreach ((string file, string svg) in StatisticsPlots.All([.. answers.Select(static answer => (answer.Name, answer.Summary))]))
        {
            File.WriteAllText(Path.Combine(path!, file), svg);
        }

        using FileStream summary = File.Create(Path.Combine(path!, "summary.json"));
        using Utf8JsonWriter writer = new(summary, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        writer.WriteStartObject();
        StatsJson.Write(writer, answers, study);
        writer.WriteEndObject();
    }

    private static StreamWriter Csv(string file, ReluNetwork network) => Text(file, RecordCsv.Header(network));

    private static StreamWriter Text(string file, string header)
    {
        StreamWriter writer = new(file, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        writer.WriteLine(header);
        return writer;
    }

    /// <summary>The open files of one network.</summary>
    internal sealed class Records(StreamWriter? regions, StreamWriter? walks, RecordFile? json) : IDisposable
    {
        /// <summary>Writes one record.</summary>
        public void Add(RegionRecord record)
        {
            regions?.WriteLine(RecordCsv.Line(record));
            foreach (string line in walks is null ? [] : RecordCsv.WalkLines(record))
            {
                walks!.WriteLine(line);
            }

            json?.Add(record);
        }

        public void Dispose()
        {
            regions?.Dispose();
            walks?.Dispose();
            json?.Dispose();
        }
    }

    /// <summary>A file of JSON records.</summary>
    internal sealed class RecordFile : IDisposable
    {
        private const int FlushBytes = 1 << 16;
        private readonly FileStream _stream;
        private readonly Utf8JsonWriter _writer;
        private readonly bool _lines;

        public RecordFile(string file, bool lines)
        {
            _lines = lines;
            _stream = File.Create(file);
            _writer = new Utf8JsonWriter(_stream);
            if (!lines)
            {
                _writer.WriteStartObject();
                _writer.WriteStartArray("records");
            }
        }

        public void Add(RegionRecord record)
        {
            _writer.WriteStartObject();
            StatisticsJson.Write(_writer, record);
            _writer.WriteEndObject();
            if (_lines)
            {
                _writer.Flush();
                _writer.Reset();
                _stream.Write("\n"u8);
            }
            else if (_writer.BytesPending > FlushBytes)
            {
                _writer.Flush();
            }
        }

        public void Dispose()
        {
            if (!_lines)
            {
                _writer.WriteEndArray();
                _writer.WriteEndObject();
            }

            _writer.Dispose();
            _stream.Dispose();
        }
    }
}
