using PiecewiseLinear.Rpc.Wire.Grpc;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Rpc.Tests.Wire;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("0S", 0L)]
    [InlineData("1H", TimeSpan.TicksPerHour)]
    [InlineData("2M", 2 * TimeSpan.TicksPerMinute)]
    [InlineData("3S", 3 * TimeSpan.TicksPerSecond)]
    [InlineData("4m", 4 * TimeSpan.TicksPerMillisecond)]
    [InlineData("5u", 50L)]
    [InlineData("600n", 6L)]
    [InlineData("1n", 1L)]
    [InlineData("00000007S", 7 * TimeSpan.TicksPerSecond)]
    [InlineData("99999999H", 99_999_999 * TimeSpan.TicksPerHour)]
    public void Reads_every_unit(string text, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(text, out var timeout));
        Assert.Equal(TimeSpan.FromTicks(ticks), timeout);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData("1.5S")]
    [InlineData(" 1S")]
    [InlineData("1 S")]
    [InlineData("123456789S")]
    [InlineData("١S")]
    public void Refuses_what_is_no_timeout(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));

    [Fact]
    public void Written_timeout_is_read_back_rounded_up_by_less_than_its_unit()
    {
        Seeded.Check(2000, random =>
        {
            var timeout = TimeSpan.FromTicks(random.NextInt64(1L << random.Next(1, 61)));
            var text = GrpcTimeout.Format(timeout);
            Assert.True(text.Length <= 9 && GrpcTimeout.TryParse(text, out _), text);
            _ = GrpcTimeout.TryParse(text, out var back);
            Assert.InRange(back - timeout, TimeSpan.Zero, TimeSpan.FromTicks(Math.Max(1, timeout.Ticks / 99_999)));
        });
    }
}
