using PiecewiseLinear.Exact;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Cli;

/// <summary>Why a class does not win, for people.</summary>
internal static class WhyNotText
{
    public static void Print(BoundaryQuery query, WhyNotAnswer answer)
    {
        string sources = string.Join(", ", answer.Inequalities.Select(static inequality => Name(inequality.Source)));
        Console.WriteLine(answer.RegionKeepsIt switch
        {
            true => $"in the point's region class {answer.Class} cannot win; these inequalities contradict each other: {sources}",
            false => $"in the point's region class {answer.Class} can win or tie, at {BoundaryJson.NormOf(query).Name()} distance {answer.DistanceInRegion!.Value.ToDoubleApproximate():G6}; no nearer because of: {sources}",
            null => $"whether class {answer.Class} can win in the point's region was not decided",
        });
        Console.WriteLine("the least change with which it wins or ties:");
        BoundaryText.Print(query, answer.Change);
    }

    private static string Name(InequalitySource source)
        => source switch
        {
            InequalitySource.Wall wall => $"layer {wall.Layer} neuron {wall.Neuron}",
            InequalitySource.BoxSide side => $"input {side.Input} {(side.IsUpper ? "at most its upper end" : "at least its lower end")}",
            InequalitySource.Rival rival => $"class {rival.Label} does not exceed it",
            _ => source.ToString(),
        };
}
