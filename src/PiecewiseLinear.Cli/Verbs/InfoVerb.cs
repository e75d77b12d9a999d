using System.CommandLine;
using System.Text.Json;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Cli;

/// <summary><c>plin info MODEL</c>.</summary>
internal static class InfoVerb
{
    public static Command Create()
    {
        Argument<string> model = CommonOptions.Model();
        Command command = new("info", "What the network is, and what the importer did to it.") { model };
        command.SetAction((parsed, cancellationToken) =>
        {
            using CancellationTokenSource limit = CommonOptions.Limit(parsed, cancellationToken);
            return Task.FromResult(Run(CommonOptions.Load(parsed, parsed.GetValue(model)!), parsed.GetValue(CommonOptions.Json)));
        });
        return command;
    }

    private static int Run(LoadedNetwork loaded, bool json)
    {
        ReluNetwork network = loaded.Network;
        if (json)
        {
            JsonOutput.Print(writer => Write(writer, loaded));
            return ExitStatus.Answered;
        }

        Console.WriteLine($"inputs          {network.InputDimension}  ('{loaded.Report.Input.Name}', shape {Shape(loaded.Report.Input)})");
        Console.WriteLine($"outputs         {network.OutputDimension}  ('{loaded.Report.Output.Name}', shape {Shape(loaded.Report.Output)})");
        Console.WriteLine($"hidden layers   {network.HiddenLayers.Length}  ({string.Join(", ", network.HiddenLayers.Select(static layer => layer.Width))})");
        Console.WriteLine($"hidden neurons  {network.HiddenNeurons}");
        Console.WriteLine($"format          {loaded.Format.Name()}{(loaded.Report.Opset is { } opset ? $", opset {opset}" : string.Empty)}");
        Console.WriteLine($"sha256          {loaded.Sha256}");
        foreach (string note in loaded.Report.Notes)
        {
            Console.WriteLine($"note            {note}");
        }

        return ExitStatus.Answered;
    }

    private static void Write(Utf8JsonWriter writer, LoadedNetwork loaded)
    {
        ReluNetwork network = loaded.Network;
        writer.WriteString("sha256", loaded.Sha256);
        writer.WriteString("format", loaded.Format.Name());
        writer.WriteNumber("inputs", network.InputDimension);
        writer.WriteNumber("outputs", network.OutputDimension);
        JsonOutput.Array(writer, "layers", network.HiddenLayers, static (w, layer) => w.WriteNumberValue(layer.Width));
        writer.WriteNumber("hidden_neurons", network.HiddenNeurons);
        JsonOutput.Array(writer, "input_shape", loaded.Report.Input.Shape, static (w, n) => w.WriteNumberValue(n));
        JsonOutput.Array(writer, "output_shape", loaded.Report.Output.Shape, static (w, n) => w.WriteNumberValue(n));
        writer.WriteString("tail", loaded.Report.Tail.ToString().ToLowerInvariant());
        JsonOutput.Array(writer, "notes", loaded.Report.Notes, static (w, note) => w.WriteStringValue(note));
        writer.WriteNull("evidence");
        JsonOutput.Array(writer, "certified", Array.Empty<string>(), static (w, name) => w.WriteStringValue(name));
        writer.WriteNumber("elapsed_ms", 0);
    }

    private static string Shape(TensorDescription tensor) => "[" + string.Join(", ", tensor.Shape) + "]";
}
