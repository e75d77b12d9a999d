using System.Numerics;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Exact.Tests.Numbers;

/// <summary>Rounding by its definition: the ends are neighbors that enclose the number, the nearest one is nearer, the even one on a tie.</summary>
public sealed class RoundingTests
{
    [Fact]
    public void Directed_and_nearest_rounding_are_what_they_say()
        => Seeded.Check(6000, random =>
        {
            Rational x = Hostile(random);
            (double down, double up, double nearest) = (x.RoundDown(), x.RoundUp(), x.ToDoubleApproximate());
            Assert.True(double.IsNegativeInfinity(down) || Rational.FromDouble(down) <= x);
            Assert.True(double.IsPositiveInfinity(up) || Rational.FromDouble(up) >= x);
            if (down == up)
            {
                Assert.Equal(x, Rational.FromDouble(down));
                Assert.Equal(down, nearest);
                return;
            }

            Assert.Equal(up, Math.BitIncrement(down));
            Rational toDown = x - Exactly(down), toUp = Exactly(up) - x;
            double expected = toDown < toUp ? down : toDown > toUp ? up : IsEven(down) ? down : up;
            Assert.Equal(expected, nearest);
        });

    [Fact]
    public void Dyadics_round_like_rationals()
        => Seeded.Check(6000, random =>
        {
            Dyadic x = new(random.NextBigInteger(random.Next(1, 160)), random.Next(-1300, 1000));
            Assert.Equal(x.ToRational().RoundDown(), x.RoundDown());
            Assert.Equal(x.ToRational().RoundUp(), x.RoundUp());
            Assert.Equal(x.ToRational().ToDoubleApproximate(), x.ToDoubleApproximate());
        });

    [Fact]
    public void Beyond_the_doubles_lie_the_infinities_and_the_largest_doubles()
    {
        Dyadic huge = new(1, 1024), tiny = new(1, -1080);
        Assert.Equal((double.MaxValue, double.PositiveInfinity, double.PositiveInfinity), (huge.RoundDown(), huge.RoundUp(), huge.ToDoubleApproximate()));
        Assert.Equal((double.NegativeInfinity, -double.MaxValue), ((-huge).RoundDown(), (-huge).RoundUp()));
        Assert.Equal((0, double.Epsilon, 0), (tiny.RoundDown(), tiny.RoundUp(), tiny.ToDoubleApproximate()));
        Dyadic vast = new(1, 1 << 20), minute = new(3, int.MinValue / 2);
        Assert.Equal((double.MaxValue, double.PositiveInfinity), (vast.RoundDown(), vast.RoundUp()));
        Assert.Equal((-double.Epsilon, 0), ((-minute).RoundDown(), (-minute).ToDoubleApproximate()));
    }

    [Fact]
    public void Ties_go_to_the_even_neighbor()
    {
        Assert.Equal(0, new Dyadic(1, -1075).ToDoubleApproximate());
        Assert.Equal(2 * double.Epsilon, new Dyadic(3, -1075).ToDoubleApproximate());
        Assert.Equal(9007199254740992, new Rational(9007199254740993, 1).ToDoubleApproximate());
        Assert.Equal(9007199254740996, new Rational(9007199254740995, 1).ToDoubleApproximate());
    }

    /// <summary>Near doubles, near midpoints of doubles, at subnormals, around the overflow, or anything.</summary>
    private static Rational Hostile(Random random)
    {
        double near = random.NextFiniteDouble();
        Rational gap = new Dyadic(1, random.Next(-1300, -1)).ToRational();
        return random.Next(5) switch
        {
            0 => random.NextRational(),
            1 => Rational.FromDouble(near) + (gap * random.Next(-1, 2)),
            2 when double.IsFinite(Math.BitIncrement(near)) => (Rational.FromDouble(near) + Rational.FromDouble(Math.BitIncrement(near))) / 2,
            3 => new Rational(random.NextBigInteger(60), BigInteger.Pow(10, random.Next(290, 340))),
            _ => Rational.FromDouble(double.MaxValue) * (1 + new Rational(random.Next(-9, 10), BigInteger.One << random.Next(50, 58))),
        };
    }

    /// <summary>Infinity counts as 2^1024, the double that would come next.</summary>
    private static Rational Exactly(double x)
        => double.IsFinite(x) ? Rational.FromDouble(x) : Math.Sign(x) * new Dyadic(1, 1024).ToRational();

    private static bool IsEven(double x) => (BitConverter.DoubleToInt64Bits(x) & 1) == 0;
}
