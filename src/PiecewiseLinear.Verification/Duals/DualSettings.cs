namespace PiecewiseLinear.Verification;

/// <summary>Slopes and multipliers of a row, short enough to be written into proofs: slopes in 64ths over packed neurons, multipliers of 8 bits in the order of the path. Never changed once made.</summary>
/// <param name="Slopes">The lower slopes in 64ths.</param>
/// <param name="Multipliers">β ≥ 0 of each split on the path, from the root down.</param>
internal sealed record DualSettings(byte[] Slopes, double[] Multipliers)
{
    /// <summary>Slopes are multiples of 1/64.</summary>
    public const double Grid = 64d;

    private const int DroppedBits = 45;

    /// <summary>The same for one more split.</summary>
    public DualSettings With(double multiplier) => this with { Multipliers = [.. Multipliers, Short(multiplier)] };

    /// <summary>A number ≥ 0 rounded to eight significant bits.</summary>
    public static double Short(double value)
        => BitConverter.Int64BitsToDouble((BitConverter.DoubleToInt64Bits(value) + (1L << (DroppedBits - 1))) & ~((1L << DroppedBits) - 1));
}
