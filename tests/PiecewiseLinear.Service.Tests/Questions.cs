using System.Globalization;
using Google.Protobuf;
using PiecewiseLinear.V1;

namespace PiecewiseLinear.Service.Tests;

/// <summary>Makes requests.</summary>
internal static class Questions
{
    public static RegionQuestion At(string sha256, params string[] point) => new() { Sha256 = sha256, Point = Exact(point) };

    public static RegionQuestion InSquare(string sha256, params string[] point) => new() { Sha256 = sha256, Point = Exact(point), Box = Cube("-1", "1") };

    public static Vector Exact(params string[] values)
    {
        RationalVector rationals = new();
        rationals.Values.AddRange(values.Select(static value => new Rational { Value = value }));
        return new Vector { Rationals = rationals };
    }

    public static Vector Doubles(params double[] values)
    {
        DoubleVector doubles = new();
        doubles.Values.AddRange(values);
        return new Vector { Doubles = doubles };
    }

    public static Vector Float64(params double[] values) => new() { Float64LittleEndian = ByteString.CopyFrom([.. values.SelectMany(BitConverter.GetBytes)]) };

    public static Vector Float32(params float[] values) => new() { Float32LittleEndian = ByteString.CopyFrom([.. values.SelectMany(BitConverter.GetBytes)]) };

    public static Box Cube(string lower, string upper)
        => new() { EveryInput = new Interval { Lower = new Rational { Value = lower }, Upper = new Rational { Value = upper } } };

    public static string Text(this Numbers numbers) => string.Join(' ', numbers.Exact.Select(static x => x.Value).Concat(numbers.Approximate.Select(static x => x.ToString("R", CultureInfo.InvariantCulture))));

    public static string Text(this RowName row)
        => row.Neuron is { } neuron ? $"{neuron.Layer}:{neuron.Neuron_}" : $"x{row.Side.Input}{(row.Side.Upper ? "<" : ">")}";
}
