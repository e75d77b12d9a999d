using System.Globalization;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Cli;

/// <summary>The answer of <c>plin boundary</c> for people: the first line is <c>found</c>, <c>none</c> or <c>unknown</c>.</summary>
internal static class BoundaryText
{
    public static void Print(BoundaryQuery query, BoundaryAnswer answer)
    {
        Console.WriteLine($"{BoundaryJson.Name(answer.Status)} ({BoundaryJson.Name(answer.Evidence)})");
        if (answer.Point is { } point)
        {
            ExactDistance distance = point.DistanceIn(BoundaryJson.NormOf(query));
            Console.WriteLine($"label {answer.Label}, other {point.Other}, {distance.Norm.Name()} distance {Spell(distance)}");
            Console.WriteLine($"changed {point.Changed.Length} of {point.Input.Length} inputs");
            foreach (int j in point.Changed)
            {
                Console.WriteLine($"  X_{j}: {Short(query.Point[j])} -> {Short(point.Input[j])}");
            }

            foreach ((string name, Rational value) in point.Constants)
            {
                Console.WriteLine($"  {name} = {Short(value)}");
            }
        }

        if (answer.Minimum is { } minimum)
        {
            string what = minimum.Objective switch
            {
                BoundaryObjective.Changed => "number of changed inputs",
                BoundaryObjective.L2 => "squared l2 distance",
                _ => $"{BoundaryJson.NormOf(query).Name()} distance",
            };
            Console.WriteLine(minimum.IsExact
                ? $"smallest {what}: {Short(minimum.Lower)} (that there is no smaller one: {BoundaryJson.Name(minimum.Evidence)})"
                : string.Create(CultureInfo.InvariantCulture, $"smallest {what}: at least {minimum.Lower.RoundDown():R} ({BoundaryJson.Name(minimum.Evidence)}), at most {minimum.Upper?.RoundUp().ToString("R", CultureInfo.InvariantCulture) ?? "unknown"}"));
        }

        if (answer.Proof is { } proof)
        {
            Console.WriteLine($"proved (--certificate): {BoundaryCertificate.InWords(proof)}");
        }

        if (answer.Reason is { } reason)
        {
            Console.Error.WriteLine("plin: " + reason);
        }
    }

    private static string Spell(ExactDistance distance)
        => distance.Value is { } value ? Short(value) : string.Create(CultureInfo.InvariantCulture, $"{distance.ToDoubleApproximate():G17} (the root of {Short(distance.Power)})");

    /// <summary>A number in full where it is short, else its nearest double marked as such.</summary>
    private static string Short(Rational value)
        => value.ToString() is { Length: <= 24 } text ? text : string.Create(CultureInfo.InvariantCulture, $"{value.ToDoubleApproximate():G17}…");
}
