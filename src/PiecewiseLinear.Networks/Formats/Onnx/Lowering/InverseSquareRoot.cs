using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>The one rounding of the importer: γ/√(σ² + ε) to the nearest double.</summary>
internal static class InverseSquareRoot
{
    /// <summary>
    /// The double nearest to <paramref name="gamma"/>/√(<paramref name="variance"/> + <paramref name="epsilon"/>), ties to even. A quotient of
    /// floating-point operations is only the first guess; it is moved until the squares of the midpoints to its neighbors, compared as
    /// rationals with γ²/(σ² + ε), enclose the value.
    /// </summary>
    /// <exception cref="RefusalException">σ² + ε is not positive, or the quotient is beyond the range of doubles.</exception>
    public static double Scale(double gamma, double variance, double epsilon)
    {
        Rational radicand = (Dyadic.FromDouble(variance) + Dyadic.FromDouble(epsilon)).ToRational();
        if (radicand.Sign <= 0)
        {
            throw new RefusalException($"a variance of {variance:R} with epsilon {epsilon:R}; expected a positive sum");
        }

        if (gamma == 0d)
        {
            return 0d;
        }

        Rational exactGamma = Rational.FromDouble(gamma);
        Rational square = exactGamma * exactGamma / radicand;
        double guess = Math.Abs(gamma) / Math.Sqrt(radicand.ToDoubleApproximate());
        if (!double.IsFinite(guess) || guess >= double.MaxValue)
        {
            throw new RefusalException($"a scale of {gamma:R} over a variance of {variance:R}; expected a quotient γ/√(σ²+ε) within the range of float64");
        }

        while (MustRise(guess, square))
        {
            guess = Math.BitIncrement(guess);
        }

        while (guess > 0d && MustFall(guess, square))
        {
            guess = Math.BitDecrement(guess);
        }

        return Math.CopySign(guess, gamma);
    }

    private static bool MustRise(double value, Rational square)
    {
        int order = SquareOfMidpoint(value, Math.BitIncrement(value)).CompareTo(square);
        return order < 0 || (order == 0 && !IsEven(value));
    }

    private static bool MustFall(double value, Rational square)
    {
        int order = SquareOfMidpoint(value, Math.BitDecrement(value)).CompareTo(square);
        return order > 0 || (order == 0 && !IsEven(value));
    }

    private static Rational SquareOfMidpoint(double a, double b)
    {
        Dyadic middle = (Dyadic.FromDouble(a) + Dyadic.FromDouble(b)) * new Dyadic(1, -1);
        return (middle * middle).ToRational();
    }

    private static bool IsEven(double value) => (BitConverter.DoubleToInt64Bits(value) & 1) == 0;
}
