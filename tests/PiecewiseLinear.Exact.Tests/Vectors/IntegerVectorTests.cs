using System.Numerics;

namespace PiecewiseLinear.Exact.Tests.Vectors;

public sealed class IntegerVectorTests
{
    [Fact]
    public void The_least_common_multiple_is_the_first_common_multiple()
    {
        for (int x = 1; x <= 40; x++)
        {
            for (int y = 1; y <= 40; y++)
            {
                int first = Enumerable.Range(1, x * y).First(n => n % x == 0 && n % y == 0);
                Assert.Equal(first, IntegerVector.LeastCommonMultiple(x, y));
            }
        }
    }

    [Fact]
    public void Of_no_integers_it_is_1_and_of_many_that_of_all()
    {
        Assert.Equal(BigInteger.One, IntegerVector.LeastCommonMultiple([]));
        Assert.Equal(2520, IntegerVector.LeastCommonMultiple(Enumerable.Range(1, 10).Select(static n => (BigInteger)n)));
        Assert.Equal(BigInteger.One << 80, IntegerVector.LeastCommonMultiple(BigInteger.One << 80, BigInteger.One << 3));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-2, 4)]
    [InlineData(4, -2)]
    public void What_is_not_positive_is_refused(int x, int y)
        => Assert.Throws<ArgumentOutOfRangeException>(() => IntegerVector.LeastCommonMultiple(x, y));
}
