using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Cli;

/// <summary>Reads the plane of a slice: an origin and two directions, three points, or nothing where the network has two inputs.</summary>
internal static class PlaneText
{
    /// <summary>The slice that the options describe.</summary>
    public static PlaneSlice Read(string? origin, string? u, string? v, string[] through, string range, int inputs)
    {
        Box ends = Range(range);
        if (through.Length > 0)
        {
            if (origin is not null || u is not null || v is not null)
            {
                throw new BadInputException("--through: three points say which plane it is; leave --origin, --u and --v out");
            }

            return through.Length == 3
                ? PlaneSlice.Through(Point("--through", through[0]), Point("--through", through[1]), Point("--through", through[2]), ends)
                : throw new BadInputException($"--through: given {through.Length} times, expected three times, once for each point of the plane");
        }

        if (origin is null && u is null && v is null && inputs == 2)
        {
            return PlaneSlice.OfInputs(ends);
        }

        string missing = string.Join(", ", new[] { ("--origin", origin), ("--u", u), ("--v", v) }.Where(static option => option.Item2 is null).Select(static option => option.Item1));
        return missing.Length == 0
            ? new PlaneSlice(Point("--origin", origin!), Point("--u", u!), Point("--v", v!), ends)
            : throw new BadInputException($"{missing}: missing; the network has {inputs} inputs, expected the plane as --origin, --u and --v, or as three times --through");
    }

    private static ImmutableArray<Rational> Point(string option, string text) => NumberText.Read(option, text, "the vector of " + option);

    private static Box Range(string text)
    {
        ImmutableArray<Rational> ends = NumberText.Read("--range", text, "the range");
        try
        {
            return ends.Length switch
            {
                2 => new Box([ends[0], ends[0]], [ends[1], ends[1]]),
                4 => new Box([ends[0], ends[2]], [ends[1], ends[3]]),
                _ => throw new BadInputException($"--range: '{text}' has {ends.Length} numbers, expected LO,HI for both directions, or LO,HI,LO,HI"),
            };
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"--range: {e.Message}", e);
        }
    }
}
