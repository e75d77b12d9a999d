using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>What <see cref="CheckedBall"/> is, in units of 2⁻¹²⁸: the split of a form is the same but for rounding, and exact.</summary>
internal sealed class WideBall(VectorNorm norm, WideCenter center, Rational power)
{
    private readonly BigInteger _radius = norm == VectorNorm.L2 ? FixedPoint.RootAbove(FixedPoint.Ceiling(power)) : FixedPoint.Ceiling(power);

    /// <summary>What a form is at least where a box and the ball meet.</summary>
    public BigInteger Minimum(BigInteger[] form, BigInteger[] low, BigInteger[] high)
    {
        BigInteger[] ways = [.. form.Select((c, j) => BigInteger.Max(BigInteger.Zero, c.Sign > 0 ? center.Low[j] - low[j] : high[j] - center.Low[j]))];
        BigInteger[] sizes = norm == VectorNorm.L1 ? LevelOff(form, ways) : Shorten(form, ways);
        BigInteger[] own = [.. form.Zip(sizes, static (c, size) => c.Sign > 0 ? size : -size)], rest = [.. form.Zip(own, static (c, part) => c - part)];
        BigInteger dual = norm == VectorNorm.L1 ? sizes.Aggregate(BigInteger.Zero, BigInteger.Max)
            : FixedPoint.RootAbove(-(-sizes.Aggregate(BigInteger.Zero, static (sum, size) => sum + (size * size)) >> FixedPoint.Bits));
        return WideCenter.Least(own, center.Low, center.High) + WideCenter.Least(rest, low, high) + FixedPoint.Product(-dual, _radius);
    }

    private BigInteger[] LevelOff(BigInteger[] form, BigInteger[] ways)
    {
        BigInteger level = BigInteger.Zero, gone = BigInteger.Zero;
        foreach ((BigInteger size, BigInteger way) in form.Select(BigInteger.Abs).Zip(ways).OrderByDescending(static pair => pair.First))
        {
            gone += way;
            if (gone >= _radius)
            {
                level = size;
                break;
            }
        }

        return [.. form.Select(c => BigInteger.Min(BigInteger.Abs(c), level))];
    }

    private BigInteger[] Shorten(BigInteger[] form, BigInteger[] ways)
    {
        BigInteger[] sizes = [.. form.Select(BigInteger.Abs)], most = sizes;
        int before, cut = -1;
        do
        {
            (before, cut) = (cut, 0);
            BigInteger squares = BigInteger.Zero, room = _radius * _radius;
            for (int j = 0; j < sizes.Length; j++)
            {
                bool isCut = sizes[j] > most[j];
                cut += isCut ? 1 : 0;
                (squares, room) = isCut ? (squares, room - (ways[j] * ways[j])) : (squares + (sizes[j] * sizes[j]), room);
            }

            if (room.Sign <= 0)
            {
                return new BigInteger[sizes.Length];
            }

            BigInteger slope = FixedPoint.RootAbove((squares << FixedPoint.Bits) / room);
            most = [.. ways.Select(way => FixedPoint.Product(slope, way))];
        }
        while (cut > before);
        return [.. sizes.Zip(most, BigInteger.Min)];
    }
}
