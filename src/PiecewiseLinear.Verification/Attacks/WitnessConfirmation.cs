using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>Turns candidates into confirmed witnesses: shortened to float32 or few bits where that still violates, evaluated exactly, replayed in float32.</summary>
internal sealed class WitnessConfirmation(ReluNetwork network, VerificationProperty property)
{
    private static readonly int[] s_bits = [8, 16, 24, 40, 60];

    /// <summary>The witness near a candidate in the box, or null where no point tried violates the property.</summary>
    public Witness? Confirm(ReadOnlySpan<double> candidate, Box box)
    {
        ImmutableArray<Rational>.Builder exact = ImmutableArray.CreateBuilder<Rational>(candidate.Length);
        foreach (double x in candidate)
        {
            if (!double.IsFinite(x))
            {
                return null;
            }

            exact.Add(Rational.FromDouble(x));
        }

        return Confirm(exact.DrainToImmutable(), box);
    }

    /// <summary>The witness near an exact candidate in the box, or null where no point tried violates the property.</summary>
    public Witness? Confirm(ImmutableArray<Rational> candidate, Box box)
    {
        if (Try(Round(candidate, box, static x => ToFloat(x, 0), static x => ToFloat(x, -1), static x => ToFloat(x, 1))) is { } single)
        {
            return single;
        }

        foreach (int bits in s_bits)
        {
            Rational scale = Rational.FromDouble(Math.ScaleB(1d, bits));
            if (Try(Round(candidate, box, x => Floor((x * scale) + new Rational(1, 2)) / scale, x => Floor(x * scale) / scale, x => -Floor(-x * scale) / scale)) is { } shortened)
            {
                return shortened;
            }
        }

        return Try([.. candidate.Select((x, j) => Rational.Max(box.Lower[j], Rational.Min(box.Upper[j], x)))]);
    }

    private Witness? Try(ImmutableArray<Rational> point)
    {
        if (property.OutputIfViolated(network, point) is not { } output)
        {
            return null;
        }

        float[] rounded = [.. point.Select(static x => (float)x.ToDoubleApproximate())];
        float[] replay = Float32Evaluator.Evaluate(network, rounded);
        bool agrees = Array.TrueForAll(replay, float.IsFinite) && Array.TrueForAll(rounded, float.IsFinite) && property.Groups.Any(group =>
        {
            ImmutableArray<Rational> x = [.. rounded.Select(static v => Rational.FromDouble(v))], y = [.. replay.Select(static v => Rational.FromDouble(v))];
            return group.Inputs.Box.Contains(x.AsSpan()) && group.Unsafe.Contains(x.AsSpan(), y.AsSpan());
        });
        return new Witness(point, output, [.. replay], agrees);
    }

    /// <summary>Each coordinate rounded by the first rounding that stays in the box, else the nearest point of the box.</summary>
    private static ImmutableArray<Rational> Round(
        ImmutableArray<Rational> point, Box box, Func<Rational, Rational> nearest, Func<Rational, Rational> down, Func<Rational, Rational> up)
    {
        Rational[] rounded = new Rational[point.Length];
        for (int j = 0; j < rounded.Length; j++)
        {
            Rational low = box.Lower[j], high = box.Upper[j], clamped = Rational.Max(low, Rational.Min(high, point[j]));
            Rational x = nearest(clamped);
            x = x < low ? up(clamped) : x > high ? down(clamped) : x;
            rounded[j] = x < low || x > high ? clamped : x;
        }

        return [.. rounded];
    }

    private static Rational ToFloat(Rational value, int direction)
    {
        float nearest = (float)value.ToDoubleApproximate();
        if (!float.IsFinite(nearest))
        {
            return value;
        }

        Rational x = Rational.FromDouble(nearest);
        return direction < 0 && x > value ? Rational.FromDouble(MathF.BitDecrement(nearest))
            : direction > 0 && x < value ? Rational.FromDouble(MathF.BitIncrement(nearest))
            : x;
    }

    private static Rational Floor(Rational value)
    {
        System.Numerics.BigInteger quotient = System.Numerics.BigInteger.DivRem(value.Numerator, value.Denominator, out System.Numerics.BigInteger rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }
}
