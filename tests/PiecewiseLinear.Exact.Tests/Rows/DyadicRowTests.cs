using System.Numerics;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Exact.Tests.Rows;

public sealed class DyadicRowTests
{
    [Fact]
    public void Sums_agree_with_dyadics_also_when_they_are_summed_again()
        => Seeded.Check(600, random =>
        {
            int columns = random.Next(1, 40);
            int scale = random.Next(3);
            List<DyadicRow?> rows = [DyadicRow.Unit(columns, random.Next(columns))];
            List<Dyadic[]?> expected = [Values(rows[0]!)];
            for (int k = random.Next(1, 12); k > 0; k--)
            {
                rows.Add(random.Next(5) switch
                {
                    0 => null,
                    1 => DyadicRow.Unit(columns, random.Next(columns)),
                    _ => DyadicRow.FromDoubles([.. Enumerable.Range(0, columns).Select(_ => Number(random, scale))]),
                });
                expected.Add(rows[^1] is { } row ? Values(row) : null);
            }

            for (int depth = 0; depth < 4; depth++)
            {
                double[] weights = [.. rows.Select(_ => Number(random, scale))];
                DyadicRow sum = DyadicRow.Combine([.. rows], weights);
                Dyadic[] exact = [.. Enumerable.Range(0, columns).Select(j => expected.Zip(weights, (row, w) => row is null ? Dyadic.Zero : row[j] * Dyadic.FromDouble(w))
                    .Aggregate(Dyadic.Zero, (total, term) => total + term))];
                Assert.Equal(exact, Values(sum));
                Assert.Equal(exact.All(x => x.IsZero), sum.IsZero);
                AssertRounded(sum, exact);
                Assert.Equal(exact.Select(x => -x), Values(sum.Negate()));
                Assert.Equal(exact, Values(DyadicRow.FromDyadics(exact)));
                rows.Add(sum);
                expected.Add(exact);
            }
        });

    [Fact]
    public void Thousands_of_terms_of_one_sign_do_not_overflow_a_digit()
    {
        // Digits of all ones times weights of all ones, enough of them for many carries to fall due.
        double[] row = [.. Enumerable.Repeat(Math.BitDecrement(1d), 9)];
        foreach (int count in new[] { 39, 40, 41, 120, 5000 })
        {
            DyadicRow source = DyadicRow.FromDoubles(row);
            DyadicRow once = DyadicRow.Combine([source], [Math.BitDecrement(1d)]);
            DyadicRow sum = DyadicRow.Combine([.. Enumerable.Repeat(once, count)], [.. Enumerable.Repeat(-Math.BitDecrement(2d), count)]);
            Dyadic factor = Dyadic.FromDouble(Math.BitDecrement(1d));
            Dyadic expected = factor * factor * Dyadic.FromDouble(-Math.BitDecrement(2d)) * new Dyadic(count, 0);
            Assert.All(Values(sum), value => Assert.Equal(expected, value));
        }
    }

    [Fact]
    public void All_kernels_compute_the_same()
        => Seeded.Check(300, random =>
        {
            int digits = random.Next(1, 9), tiles = random.Next(1, 5), apart = digits + 1 + random.Next(3);
            int[] source = [.. Enumerable.Range(0, digits * tiles * 8).Select(_ => random.Next(-(1 << 28), 1 << 28))];
            int w0 = random.Next(-(1 << 28), 1 << 28), w1 = random.Next(3) == 0 ? 0 : random.Next(-(1 << 28), 1 << 28);
            long[] start = [.. Enumerable.Range(0, apart * tiles * 8).Select(_ => random.NextInt64(-(1L << 60), 1L << 60))];
            long[] scalar = [.. start], narrow = [.. start], chosen = [.. start], wide = [.. start];
            DigitKernel.MultiplyAddScalar(ref scalar[0], apart, ref source[0], digits, tiles, w0, w1);
            DigitKernel.MultiplyAdd(ref chosen[0], apart, ref source[0], digits, tiles, w0, w1);
            Assert.Equal(scalar, chosen);
            if (System.Runtime.Intrinsics.X86.Avx2.IsSupported)
            {
                DigitKernel.MultiplyAdd256(ref narrow[0], apart, ref source[0], digits, tiles, w0, w1);
                Assert.Equal(scalar, narrow);
            }

            if (System.Runtime.Intrinsics.X86.Avx512F.IsSupported)
            {
                DigitKernel.MultiplyAdd512(ref wide[0], apart, ref source[0], digits, tiles, w0, w1);
                Assert.Equal(scalar, wide);
            }
        });

    [Fact]
    public void Sparse_rows_stay_sparse_and_right()
        => Seeded.Check(200, random =>
        {
            int columns = random.Next(20, 300);
            DyadicRow[] units = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => DyadicRow.Unit(columns, random.Next(columns)))];
            double[] weights = [.. units.Select(_ => random.NextUsualDouble())];
            DyadicRow sum = DyadicRow.Combine(units, weights);
            DyadicRow again = DyadicRow.Combine([sum, .. units], [3, .. weights]);
            Assert.True(again.IsZero || again.Tiles is { Length: <= 5 } || columns <= 40);
            Assert.Equal(Values(sum).Select(x => x + x + x + x), Values(again));
            BigInteger[] point = [.. Enumerable.Range(0, columns).Select(_ => random.NextBigInteger(80))];
            Assert.Equal(Values(sum).Zip(point, (x, y) => x * new Dyadic(y, 0)).Aggregate(Dyadic.Zero, (total, term) => total + term), sum.Dot(point));
        });

    [Fact]
    public void Rounding_has_its_largest_magnitude_in_one_to_two()
    {
        double[] target = new double[3];
        Assert.Equal(0, DyadicRow.Zero(3).Round(target));
        Assert.Equal([0, 0, 0], target);
        Assert.Equal(4, DyadicRow.FromDoubles([-16, 24, 1]).Round(target));
        Assert.Equal([-1, 1.5, 0.0625], target);
        DyadicRow wide = DyadicRow.FromDyadics([new Dyadic(-1, 2000), new Dyadic(3, 925), new Dyadic(1, 900)]);
        Assert.Equal(2000, wide.Round(target));
        Assert.Equal([-1, 2 * double.Epsilon, 0], target);
        Assert.Equal(5, wide.ScaleByPowerOfTwo(-1995).Round(target));
    }

    [Fact]
    public void Broken_arguments_are_refused_with_the_place()
    {
        DyadicRow two = DyadicRow.Unit(2, 0), three = DyadicRow.Unit(3, 0);
        Assert.Contains("row 1 has 3 columns", Assert.Throws<ArgumentException>(() => DyadicRow.Combine([two, three], [1, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("1 weights were given for 2 rows", Assert.Throws<ArgumentException>(() => DyadicRow.Combine([two, two], [1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => DyadicRow.Combine([null], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => DyadicRow.Combine([two], [double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => DyadicRow.Combine([DyadicRow.Zero(2)], [double.PositiveInfinity]));
        Assert.Throws<ArgumentOutOfRangeException>(() => DyadicRow.FromDoubles([double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => DyadicRow.Unit(2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => two.IntegerAt(2));
        Assert.Throws<ArgumentException>(() => two.Round(new double[3]));
        Assert.Throws<ArgumentException>(() => two.Dot([1]));
    }

    private static void AssertRounded(DyadicRow row, Dyadic[] exact)
    {
        double[] target = new double[exact.Length];
        int exponent = row.Round(target);
        Assert.Equal(exact.Select(x => x * new Dyadic(1, -exponent)).Select(x => x.ToRational().ToDoubleApproximate()), target);
        if (!row.IsZero)
        {
            Dyadic largest = exact.Select(Dyadic.Abs).Max() * new Dyadic(1, -exponent);
            Assert.True(largest >= Dyadic.One && largest < new Dyadic(2, 0));
        }
    }

    private static Dyadic[] Values(DyadicRow row) => [.. Enumerable.Range(0, row.Columns).Select(row.ValueAt)];

    /// <summary>Usual weights; small integers, which cancel; or any doubles.</summary>
    private static double Number(Random random, int scale)
        => scale switch
        {
            0 => random.NextUsualDouble(),
            1 => random.Next(-3, 4),
            _ => random.NextFiniteDouble(),
        };
}
