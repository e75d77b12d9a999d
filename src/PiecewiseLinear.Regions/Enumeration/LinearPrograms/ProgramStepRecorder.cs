using System.Numerics;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>Writes down the steps of a walk by linear programs as evidence of a count.</summary>
internal sealed class ProgramStepRecorder(ProgramState state, RegionCountQuestion question, Box parameters)
{
    private readonly Rational[] _middle = [.. parameters.Lower.Zip(parameters.Upper, static (low, high) => (low + high) / 2)];
    private readonly Rational[] _half = [.. parameters.Lower.Zip(parameters.Upper, static (low, high) => (high - low) / 2)];
    private RegionCountSegment _segment = new(question);

    /// <summary>Begins a piece of evidence.</summary>
    public object Begin() => _segment = new RegionCountSegment(question);

    /// <summary>About how many bytes a piece holds.</summary>
    public static long Size(object evidence) => ((RegionCountSegment)evidence).Length;

    /// <summary>A neuron is settled; the basis proves that its other side is empty.</summary>
    public void Settled(int neuron, ActivationPhase phase, ReadOnlySpan<int> basis) => _segment.Settled(neuron, phase, basis);

    /// <summary>The cell is split.</summary>
    public void Splitting() => _segment.Split();

    /// <summary>A region, and its witnesses.</summary>
    public void Leaf(ReadOnlySpan<int> witnesses)
    {
        // The mean of the witnesses is farther inside than most of them.
        Rational[] mean = new Rational[_middle.Length];
        for (int c = 0; c < mean.Length; c++)
        {
            double sum = 0d;
            foreach (int witness in witnesses)
            {
                sum += state.Point(witness)[c];
            }

            mean[c] = Rational.FromDouble(sum / witnesses.Length);
        }

        if (!TryRound(mean, 48) && !TryRound(state.ExactPoint(witnesses[0]), int.MaxValue))
        {
            throw new InvalidOperationException("a witness is strictly inside its cell, so a fine enough grid has a point there");
        }
    }

    /// <summary>Rounds the point to more and more bits in the coordinates of the box until it is strictly inside.</summary>
    private bool TryRound(Rational[] point, int mostBits)
    {
        BigInteger[] numerators = new BigInteger[point.Length];
        Rational[] cube = new Rational[point.Length];
        for (int bits = 4; bits <= mostBits; bits += Math.Max(2, bits / 2))
        {
            BigInteger scale = BigInteger.One << bits;
            for (int c = 0; c < point.Length; c++)
            {
                Rational y = _middle[c] + (_half[c] * point[c]);
                numerators[c] = BigInteger.Divide((2 * y.Numerator * scale) + y.Denominator, 2 * y.Denominator);
                cube[c] = (new Rational(numerators[c], scale) - _middle[c]) / _half[c];
            }

            if (IsInside(cube))
            {
                _segment.Leaf(numerators, bits);
                return true;
            }
        }

        return false;
    }

    private bool IsInside(Rational[] cube)
    {
        (BigInteger[] numerators, BigInteger denominator) = RationalVector.ToHomogeneous(cube);
        foreach (BigInteger numerator in numerators)
        {
            if (BigInteger.Abs(numerator) >= denominator)
            {
                return false;
            }
        }

        return state.Rows.TrueForAll(row => IntegerVector.Dot(row.HalfSpace.Normal.AsSpan(), numerators) < row.HalfSpace.Offset * denominator);
    }
}
