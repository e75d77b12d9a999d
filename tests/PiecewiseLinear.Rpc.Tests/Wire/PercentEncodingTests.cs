using System.Text;
using PiecewiseLinear.Rpc.Wire.Grpc;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Rpc.Tests.Wire;

public sealed class PercentEncodingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain ~ text", "plain ~ text")]
    [InlineData("100%", "100%25")]
    [InlineData("a\tb\r\n", "a%09b%0D%0A")]
    [InlineData("\u007f", "%7F")]
    [InlineData("é", "%C3%A9")]
    [InlineData("😀", "%F0%9F%98%80")]
    public void Encodes(string text, string encoded) => Assert.Equal(encoded, PercentEncoding.Encode(text));

    [Fact]
    public void Lone_surrogate_is_replaced() => Assert.Equal("%EF%BF%BD", PercentEncoding.Encode("\ud800"));

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz", "%zz")]
    [InlineData("%c3%A9", "é")]
    [InlineData("%25%32%35", "%25")]
    [InlineData("%FF", "\ufffd")]
    public void Decodes_leniently(string encoded, string text) => Assert.Equal(text, PercentEncoding.Decode(encoded));

    [Fact]
    public void Every_text_survives()
    {
        Seeded.Check(1000, random =>
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => RandomRune(random).ToString()));
            var encoded = PercentEncoding.Encode(text);
            Assert.True(encoded.All(c => c is >= ' ' and <= '~'), encoded);
            Assert.Equal(text, PercentEncoding.Decode(encoded));
        });
    }

    private static Rune RandomRune(Random random)
    {
        while (true)
        {
            if (Rune.TryCreate(random.Next(random.Next(2) == 0 ? 0x80 : 0x110000), out var rune))
            {
                return rune;
            }
        }
    }
}
