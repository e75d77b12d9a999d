using PiecewiseLinear.Exact;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Service;

/// <summary>Turns questions of the wire about all regions of a box into questions of the use case.</summary>
internal sealed class EnumerationQuestions(ModelDirectory models, TimeProvider time)
{
    /// <summary>The question in the field at <paramref name="path"/>, with its box and the model it speaks of.</summary>
    public (EnumerationQuery Query, Box Box, StoredModel Model) Read(V1.EnumerationQuestion? message, string path)
    {
        if (message is null)
        {
            throw FieldError.Invalid(path, $"{path} is missing");
        }

        StoredModel model = models.Require(message.Sha256, FieldError.Path(path, "sha256"));
        Box box = RequestNumbers.Box(message.Box, model.Loaded.Network.InputDimension, FieldError.Path(path, "box"))
            ?? throw FieldError.Invalid(FieldError.Path(path, "box"), "box is missing; all regions are enumerated in a box");
        int threads = RequestPoints.Threads(message.Threads, FieldError.Path(path, "threads"));
        return (EnumerationQuery.InBox(model.Loaded.Network, box) with
        {
            Quantities = Quantities(message.Quantities),
            Threads = threads,
            Engine = Engine(message.Engine, FieldError.Path(path, "engine")),
            ResumeToken = message.ResumeToken.Length == 0 ? null : message.ResumeToken,
            Budget = EnumerationBudget.Unlimited with
            {
                MaxRegions = Within(message.MaxRegions, long.MaxValue, FieldError.Path(path, "max_regions"), "a count, or 0 for no limit") is > 0 and var most ? most : null,
                Time = RequestPoints.Seconds(message.MaxSeconds, FieldError.Path(path, "max_seconds")),
            },
            Clock = time,
        }, box, model);
    }

    private static long Within(long value, long most, string path, string expectation)
        => value < 0 ? throw FieldError.Invalid(path, $"{path} is {value}, expected {expectation}") : Math.Min(value, most);

    private static CountedQuantities Quantities(V1.RegionQuantities? message)
        => message is null ? CountedQuantities.None
            : (message.Facets || message.Neighbors ? CountedQuantities.Facets : CountedQuantities.None)
                | (message.Hamming ? CountedQuantities.Hamming1 : CountedQuantities.None)
                | (message.Maps ? CountedQuantities.Maps : CountedQuantities.None)
                | (message.Boundary ? CountedQuantities.Boundary : CountedQuantities.None)
                | (message.Vertices ? CountedQuantities.Vertices : CountedQuantities.None)
                | (message.Volumes ? CountedQuantities.Volumes : CountedQuantities.None);

    private static EnumerationEngine Engine(V1.EnumerationEngine engine, string path)
        => engine switch
        {
            V1.EnumerationEngine.Unspecified or V1.EnumerationEngine.Auto => EnumerationEngine.Auto,
            V1.EnumerationEngine.Vertices => EnumerationEngine.Vertices,
            V1.EnumerationEngine.LinearPrograms => EnumerationEngine.LinearPrograms,
            _ => throw FieldError.Invalid(path, $"'{(int)engine}' is no engine; expected auto, vertices or linear programs"),
        };
}
