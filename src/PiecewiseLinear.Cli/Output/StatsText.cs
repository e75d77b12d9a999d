using System.Globalization;
using System.Numerics;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The answer of <c>plin stats</c> as a table, one column a network.</summary>
internal static class StatsText
{
    private const int NameWidth = 46;

    public static void Print(IReadOnlyList<StatsAnswer> answers)
    {
        int width = Math.Max(14, answers.Max(static answer => answer.Name.Length) + 2);
        void Line(string name, Func<StatsAnswer, string> value)
            => Console.WriteLine(name.PadRight(NameWidth) + string.Concat(answers.Select(answer => value(answer).PadLeft(width))));

        Line(string.Empty, static answer => answer.Name);
        Line("regions", static answer => Number(answer.Summary.Regions) + (answer.Complete ? string.Empty : "+"));
        if (answers.Any(static answer => answer.Accuracy is not null))
        {
            Line("accuracy", static answer => answer.Accuracy is (int right, int of) ? $"{right}/{of}" : "-");
        }

        Line("inscribed radius, median", static answer => Number(answer.Summary.Radius?.Median));
        Line("  5 % to 95 %", static answer => answer.Summary.Radius is { } radius ? $"{Number(radius.Percentile5)}..{Number(radius.Percentile95)}" : "-");
        Line("  unbounded", static answer => Number(answer.Summary.UnboundedRadii));
        Line("facets, median", static answer => Number(answer.Summary.Facets?.Median));
        Line("|cos| between facets, mean", static answer => Number(answer.Summary.FacetAngles.Mean));
        for (int layer = 0; layer < answers.Max(static answer => answer.Summary.LayerAngles.Length); layer++)
        {
            int l = layer;
            Line($"|cos| between walls of layer {l}, mean", answer => Number(l < answer.Summary.LayerAngles.Length ? answer.Summary.LayerAngles[l].Mean : null));
        }

        Line("crossed by the decision boundary", static answer => $"{answer.Summary.CrossedByBoundary}/{answer.Summary.BoundaryDecided}");
        if (answers.Any(static answer => answer.Hamming?.Consecutive is not null))
        {
            Line("neurons that differ from point to point, mean", static answer => Number(answer.Hamming?.Consecutive?.Mean));
        }

        Line("tied", static answer => Number(answer.Summary.TiedRegions));
        foreach ((WalkDirection direction, int hop) in answers.SelectMany(static answer => answer.Summary.Relevance.Select(static hop => (hop.Direction, hop.Hop))).Distinct().Order())
        {
            Line(
                $"relevance, {direction.Name().Replace('_', ' ')}, hop {hop}, mean",
                answer => Number(answer.Summary.Relevance.FirstOrDefault(at => at.Direction == direction && at.Hop == hop)?.Cosine?.Mean));
        }

        if (answers.Any(static answer => answer.Summary.Volume is not null))
        {
            Line("volume, sum", static answer => answer.Summary.Volume?.ToString() ?? "-");
            Line("volume, median", static answer => Number(answer.Summary.Volumes?.Median));
        }

        Line("at most (per-layer product)", static answer => Number(answer.Bounds.PerLayerProduct));
        Line("at most (Montufar 2017)", static answer => Number(answer.Bounds.Montufar));
        Line("at most (Serra et al. 2018)", static answer => Number(answer.Bounds.Serra));
        Line("at most (activation histograms)", static answer => Number(answer.Bounds.ActivationHistogram));
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double? value) => value is { } number ? number.ToString("0.####", CultureInfo.InvariantCulture) : "-";

    /// <summary>In full while it is short, else with three digits.</summary>
    private static string Number(BigInteger? value)
        => value is { } number ? number < 1_000_000_000_000 ? number.ToString(CultureInfo.InvariantCulture) : ((double)number).ToString("0.00e0", CultureInfo.InvariantCulture) : "-";
}
