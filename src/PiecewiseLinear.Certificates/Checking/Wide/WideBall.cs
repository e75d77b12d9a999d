using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>What <see cref="CheckedBall"/> is, in units of 2⁻¹²⁸: the split of a form is the same but for rounding, and exact.</summary>
internal sealed class WideBall(VectorNorm norm, WideCenter center, Rational power)
{
    /// <summary>Where box and ball (nearly) only touch, the multiplier of norm 2 has no end: what is left of r² is taken as r² · 2⁻²⁰ at least.</summary>
    private const int LeastRoom = 20;

    private readonly BigInteger _radius = norm == VectorNorm.L2 ? FixedPoint.RootAbove(FixedPoint.Ceiling(power)) : FixedPoint.Ceiling(power);

    /// <summary>What a form is at least where a box and the ball meet.</summary>
    public BigInteger Minimum(BigInteger[] form, BigInteger[] low, BigInteger[] high)
    {
        BigInteger[] up = [.. high.Select((end, j) => end - center.Low[j])], down = [.. low.Select((end, j) => center.Low[j] - end)];
        BigInteger multiplier = norm == VectorNorm.L1 ? Level(form, up, down) : Stretch(form, up, down);
        BigInteger[] own = [.. form.Select((c, j) => Own(c, up[j], down[j], multiplier))], rest = [.. form.Zip(own, static (c, part) => c - part)];
        BigInteger dual = norm == VectorNorm.L1 ? own.Select(BigInteger.Abs).Aggregate(BigInteger.Zero, BigInteger.Max)
            : FixedPoint.RootAbove(-(-own.Aggregate(BigInteger.Zero, static (sum, part) => sum + (part * part)) >> FixedPoint.Bits));
        return WideCenter.Least(own, center.Low, center.High) + WideCenter.Least(rest, low, high) + FixedPoint.Product(-dual, _radius);
    }

    private BigInteger Own(BigInteger c, BigInteger up, BigInteger down, BigInteger multiplier)
        => norm == VectorNorm.L2 ? BigInteger.Max(FixedPoint.Product(-multiplier, up), BigInteger.Min(c, FixedPoint.Product(multiplier, down)))
            : down.Sign < 0 ? -multiplier : up.Sign < 0 ? multiplier : BigInteger.Max(-multiplier, BigInteger.Min(c, multiplier));

    /// <summary>How far the nearest value of an input is from the center.</summary>
    private static BigInteger Near(BigInteger up, BigInteger down) => BigInteger.Max(BigInteger.Zero, BigInteger.Max(-up, -down));

    private BigInteger Level(BigInteger[] form, BigInteger[] up, BigInteger[] down)
    {
        BigInteger gone = BigInteger.Zero;
        List<(BigInteger Size, BigInteger Way)> ways = [];
        for (int j = 0; j < form.Length; j++)
        {
            BigInteger near = Near(up[j], down[j]);
            gone += near;
            ways.Add((BigInteger.Abs(form[j]), BigInteger.Max(form[j].Sign > 0 ? down[j] : up[j], near) - near));
        }

        foreach ((BigInteger size, BigInteger way) in ways.OrderByDescending(static pair => pair.Size))
        {
            gone += way;
            if (gone >= _radius)
            {
                return size;
            }
        }

        return BigInteger.Zero;
    }

    /// <summary>While μ falls, an input leaves its nearest step at |c|/near and comes to its farthest at |c|/far; between two such bends μ² is the squares of those on their way over what the others leave of r².</summary>
    private BigInteger Stretch(BigInteger[] form, BigInteger[] up, BigInteger[] down)
    {
        BigInteger squares = BigInteger.Zero, room = _radius * _radius, least = room >> LeastRoom;
        List<(BigInteger Level, BigInteger Size, BigInteger Step, bool Leaves)> bends = [];
        for (int j = 0; j < form.Length; j++)
        {
            BigInteger near = Near(up[j], down[j]), far = form[j].Sign > 0 ? down[j] : up[j], size = BigInteger.Abs(form[j]);
            room -= near * near;
            if (!size.IsZero && far.Sign > 0)
            {
                squares += near.IsZero ? size * size : BigInteger.Zero;
                bends.Add(((size << FixedPoint.Bits) / far, size, far, false));
                if (!near.IsZero)
                {
                    bends.Add(((size << FixedPoint.Bits) / near, size, near, true));
                }
            }
        }

        room = BigInteger.Max(room, least);
        foreach ((BigInteger level, BigInteger size, BigInteger step, bool leaves) in bends.OrderByDescending(static bend => bend.Level).ThenByDescending(static bend => bend.Leaves))
        {
            if (squares << (2 * FixedPoint.Bits) >= level * level * room)
            {
                break;
            }

            (squares, room) = leaves ? (squares + (size * size), room + (step * step)) : (squares - (size * size), room - (step * step));
        }

        return room.Sign <= 0 || squares.Sign <= 0 ? BigInteger.Zero : FixedPoint.RootAbove((squares << FixedPoint.Bits) / room);
    }
}
