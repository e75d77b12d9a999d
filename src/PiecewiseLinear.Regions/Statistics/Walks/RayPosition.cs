using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The regions along the ray p + t·v, t ≥ 0, one after the other: at each position the network is composed just beyond it, and the next breakpoint is the least t at which one of the
/// neurons' forms leaves its side. All of it exact; a region costs one composition of the network.
/// </summary>
internal sealed class RayPosition : IPhaseDecider
{
    private readonly ReluNetwork _network;
    private readonly BigInteger[] _point;
    private readonly BigInteger[] _direction;
    private Rational _time;
    private Rational? _next;

    /// <summary>The ray from a point with rational coordinates along an integer direction.</summary>
    public RayPosition(ReluNetwork network, IReadOnlyList<Rational> point, BigInteger[] direction)
    {
        _network = network;
        (BigInteger[] numerators, BigInteger denominator) = RationalVector.ToHomogeneous([.. point]);
        _point = [.. numerators, denominator];
        _direction = [.. direction, BigInteger.Zero];
        Forms = Compose();
    }

    /// <summary>The forms of the region in which the ray goes on from here.</summary>
    public RegionForms Forms { get; private set; }

    /// <summary>Where the ray entered it (0 for the first region).</summary>
    public Rational Time => _time;

    /// <summary>Whether the ray goes on inside a wall here, where it belongs to no one region.</summary>
    public bool InsideWall { get; private set; }

    /// <summary>Goes on to the next region; false where the ray has left the last wall behind or runs inside one.</summary>
    public bool MoveNext()
    {
        if (InsideWall || _next is not { } next)
        {
            return false;
        }

        _time = next;
        Forms = Compose();
        return !InsideWall;
    }

    /// <summary>
    /// Each neuron's phase just beyond the position. With the form's value α at p and its slope β along v (both up to one positive factor) it is the sign of α + β·t, or of β where
    /// that is zero. A neuron that moves toward zero is a candidate for the next breakpoint, at −α/β.
    /// </summary>
    void IPhaseDecider.Decide(int layer, LayerForms preActivations, Span<ActivationPhase> phases)
    {
        for (int i = 0; i < phases.Length; i++)
        {
            if (preActivations[i] is not { } form)
            {
                continue;
            }

            // α·q with q the denominator of the point, and β.
            BigInteger value = form.Dot(_point, out BigInteger slope, _direction);
            int sign = ((value * _time.Denominator) + (slope * _time.Numerator * _point[^1])).Sign;
            int side = sign != 0 ? sign : slope.Sign;
            InsideWall |= side == 0;
            phases[i] = side > 0 ? ActivationPhase.Active : ActivationPhase.Inactive;
            if (slope.Sign * side < 0)
            {
                Rational root = new(-value, slope * _point[^1]);
                _next = _next is { } known && known <= root ? known : root;
            }
        }
    }

    private RegionForms Compose()
    {
        _next = null;
        return ExactForms.Propagate(_network, this);
    }
}

/// <summary>Two scalar products with one pass over a row.</summary>
internal static class RowProducts
{
    /// <summary>Σ rowⱼ·firstⱼ, and Σ rowⱼ·secondⱼ, without the row's power of two.</summary>
    public static BigInteger Dot(this DyadicRow row, BigInteger[] first, out BigInteger second, BigInteger[] other)
    {
        BigInteger sum = BigInteger.Zero;
        second = BigInteger.Zero;
        for (int j = 0; j < first.Length; j++)
        {
            if (first[j].IsZero && other[j].IsZero)
            {
                continue;
            }

            BigInteger entry = row.IntegerAt(j);
            sum += entry * first[j];
            second += entry * other[j];
        }

        return sum;
    }
}
