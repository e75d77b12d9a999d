using System.Globalization;
using PiecewiseLinear.TestKit.Programs;

namespace PiecewiseLinear.EndToEnd.Tests.Streams;

/// <summary><c>plin serve</c>, and questions whose answers take much longer than a test.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit ends it through IAsyncLifetime")]
public sealed class StreamsService : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private PythonStubs? _stubs;

    public ServiceProcess Process { get; } = new();

    internal PythonStubs Stubs => _stubs!;

    /// <summary>A network of 6 inputs and 120 neurons: hours of regions.</summary>
    public string DeepNetwork => _folder.File("deep.json");

    /// <summary>A network of 8 inputs and 120 neurons.</summary>
    public string HardNetwork => _folder.File("hard.json");

    /// <summary>That it is never below −5: true or not, not decided in a minute.</summary>
    public string HardProperty => _folder.File("hard.vnnlib");

    /// <summary>A folder for what the clients write.</summary>
    public string Folder => _folder.Path;

    public async Task InitializeAsync()
    {
        _folder.Write("deep.json", Network(6));
        _folder.Write("hard.json", Network(8));
        string[] declared = [.. Enumerable.Range(0, 8).Select(static i => $"(declare-const X_{i} Real)(assert (<= X_{i} 1))(assert (>= X_{i} -1))")];
        _folder.Write("hard.vnnlib", string.Join('\n', [.. declared, "(declare-const Y_0 Real)", "(assert (<= Y_0 -5))"]));
        _stubs = await PythonStubs.GenerateAsync();
        await Process.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Process.DisposeAsync();
        _stubs?.Dispose();
        _folder.Dispose();
    }

    private static string Network(int inputs)
    {
        Random random = new(11);
        string Number() => (random.NextDouble() - 0.5).ToString("R", CultureInfo.InvariantCulture);
        string Row(int n) => "[" + string.Join(',', Enumerable.Range(0, n).Select(_ => Number())) + "]";
        string Layer(int rows, int columns) => $$"""{"W": [{{string.Join(',', Enumerable.Range(0, rows).Select(_ => Row(columns)))}}], "b": {{Row(rows)}}}""";
        return $$"""{"layers": [{{Layer(40, inputs)}}, {{Layer(40, 40)}}, {{Layer(40, 40)}}, {{Layer(1, 40)}}]}""";
    }
}
