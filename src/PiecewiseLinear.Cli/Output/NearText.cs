using System.Globalization;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>The answer of <c>plin near</c> for people: a line a region, as they come.</summary>
internal static class NearText
{
    /// <summary>Prints the answer and says whether it is complete.</summary>
    public static bool Print(NearbyQuery query, IEnumerable<NearbyMessage> messages, bool exact)
    {
        Console.WriteLine($"distance ({query.Norm.Name()})  hops  facets  neighbors  region");
        bool complete = false;
        foreach (NearbyMessage message in messages)
        {
            switch (message)
            {
                case NearbyMessage.Found { Region: var region }:
                    Console.WriteLine(
                        $"{Distance(region.Distance, exact),-13}  {region.Hops,4}  {region.Facets.Length,6}  {region.Neighbors.Length,9}  {string.Join(' ', region.Pattern.ToLayerStrings())}");
                    break;
                case NearbyMessage.Finished { Summary: var summary }:
                    complete = summary.Complete;
                    Console.WriteLine($"{summary.Regions} regions, {summary.NeighborPairs} pairs of neighbors, {Ending(summary.Stop)}");
                    if (summary.Incomplete is { } reason)
                    {
                        Console.Error.WriteLine($"plin: not all regions are listed: {reason}");
                    }

                    break;
                default:
                    throw new InvalidOperationException($"a message of unknown kind: {message.GetType().Name}");
            }
        }

        return complete;
    }

    private static string Ending(NearbyStop stop)
        => stop switch
        {
            NearbyStop.Exhausted => "there are no others",
            NearbyStop.NearestFound => "no others are nearer",
            _ => "there may be others",
        };

    private static string Distance(ExactDistance distance, bool exact)
        => !exact ? distance.ToDoubleApproximate().ToString("G10", CultureInfo.InvariantCulture)
            : distance.Squared is { } squared && !squared.IsZero ? $"√({squared})"
            : distance.Power.ToString();
}
