using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Service;

/// <summary>Reads lists of points.</summary>
internal static class RequestPoints
{
    /// <summary>The points of a vector that holds all coordinates of the first, then of the second, and so on.</summary>
    public static ImmutableArray<ImmutableArray<Rational>> Read(V1.Vector? message, int inputs, string path)
    {
        ImmutableArray<Rational> numbers = RequestNumbers.Vector(message, path, "the points");
        return numbers.Length % inputs == 0
            ? [.. Enumerable.Range(0, numbers.Length / inputs).Select(i => numbers.Slice(i * inputs, inputs))]
            : throw FieldError.Invalid(path, $"the {numbers.Length} numbers are no whole number of points with {inputs} inputs each");
    }

    /// <summary>A number of threads; 0 stands for all cores, and more than those are not used.</summary>
    public static int Threads(int threads, string path)
        => threads switch
        {
            < 0 => throw FieldError.Invalid(path, $"{path} is {threads}, expected a number of threads, or 0 for all cores"),
            0 => Environment.ProcessorCount,
            _ => Math.Min(threads, Environment.ProcessorCount),
        };

    /// <summary>A time limit in seconds; null for none.</summary>
    public static TimeSpan? Seconds(double seconds, string path)
        => seconds switch
        {
            0d => null,
            > 0d and <= 4_000_000d => TimeSpan.FromSeconds(seconds),
            _ => throw FieldError.Invalid(path, $"{path} is {seconds}, expected a positive number of seconds, or 0 for no limit"),
        };
}
