namespace PiecewiseLinear.Rpc.Tests;

public sealed class RpcMetadataTests
{
    [Theory]
    [InlineData("x y")]
    [InlineData("x:y")]
    [InlineData("ü")]
    [InlineData("grpc-status")]
    [InlineData("Content-Type")]
    [InlineData("te")]
    [InlineData("")]
    public void Names_that_http_or_grpc_would_not_carry_are_refused(string name) =>
        Assert.ThrowsAny<ArgumentException>(() => new RpcMetadata { { name, "v" } });

    [Theory]
    [InlineData("a\nb")]
    [InlineData("é")]
    [InlineData("\u007f")]
    public void Text_that_http_would_not_carry_is_refused(string value) =>
        Assert.Contains("'x'", Assert.Throws<ArgumentException>(() => new RpcMetadata { { "x", value } }).Message, StringComparison.Ordinal);

    [Fact]
    public void Kind_of_value_follows_the_name()
    {
        Assert.Throws<ArgumentException>(() => new RpcMetadata { { "x-bin", "text" } });
        Assert.Throws<ArgumentException>(() => new RpcMetadata { { "x", new byte[] { 1 } } });
    }

    [Fact]
    public void Names_ignore_case_and_the_last_value_counts()
    {
        var metadata = new RpcMetadata { { "X-Key", "1" }, { "x-key", "2" }, { "x-raw-bin", new byte[] { 3 } } };

        Assert.Equal("2", metadata.Text("X-KEY"));
        Assert.Equal(["1", "2"], metadata.All("x-Key").Select(m => m.Text));
        Assert.Equal([3], metadata.Bytes("X-Raw-Bin")!.Value.ToArray());
        Assert.Null(metadata.Text("x-raw-bin"));
        Assert.Equal((5 + 1 + 32) + (5 + 1 + 32) + (9 + 1 + 32), metadata.Size);
    }

    [Fact]
    public void Sent_metadata_cannot_grow()
    {
        var metadata = new RpcMetadata();
        metadata.Freeze("the headers have been sent");

        Assert.Equal("Cannot add metadata 'late': the headers have been sent.", Assert.Throws<InvalidOperationException>(() => metadata.Add("late", "v")).Message);
    }
}
