using PiecewiseLinear.Rpc.Wire.Grpc;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Rpc.Tests.Wire;

public sealed class GrpcStatusTests
{
    [Fact]
    public void Status_with_details_survives_the_wire()
    {
        var status = new RpcStatus(StatusCode.OutOfRange, "50 % off\nπ")
            .WithErrorInfo("REASON", "domain", ("name", "value"))
            .WithFieldViolations(("point[2]", "is 7"), ("box", "is empty"));

        var headers = GrpcStatus.Encode(status, 7168).ToDictionary(StringComparer.Ordinal);
        var back = GrpcStatus.Decode(name => headers.GetValueOrDefault(name))!;

        Assert.Equal("11", headers["grpc-status"]);
        Assert.Equal("50 %25 off%0A%CF%80", headers["grpc-message"]);
        Assert.Equal(status.Code, back.Code);
        Assert.Equal(status.Message, back.Message);
        Assert.Equal(status.Details, back.Details);
    }

    [Fact]
    public void Success_is_one_header() =>
        Assert.Equal(new Dictionary<string, string>(StringComparer.Ordinal) { ["grpc-status"] = "0" }, GrpcStatus.Encode(RpcStatus.Ok, 7168));

    [Fact]
    public void Size_limit_is_kept_whatever_the_status()
    {
        Seeded.Check(500, random =>
        {
            var limit = random.Next(512, 3000);
            var message = string.Concat(Enumerable.Range(0, random.Next(0, 2000)).Select(_ => random.Next(4) switch { 0 => "é", 1 => "😀", 2 => "%", _ => "a" }));
            var status = new RpcStatus(StatusCode.Internal, message).WithFieldViolations(("f", new string('x', random.Next(0, 2000))));

            var headers = GrpcStatus.Encode(status, limit).ToDictionary(StringComparer.Ordinal);

            Assert.True(headers.Sum(h => h.Key.Length + h.Value.Length + 32) <= limit, $"limit {limit}");
            var text = GrpcStatus.Decode(name => headers.GetValueOrDefault(name))!.Message;
            Assert.True(text == message || (text.EndsWith(" [shortened]", StringComparison.Ordinal) && message.StartsWith(text[..^12], StringComparison.Ordinal)), text);
        });
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("99", StatusCode.Unknown)]
    [InlineData("-1", StatusCode.Unknown)]
    [InlineData("", StatusCode.Unknown)]
    [InlineData("16", StatusCode.Unauthenticated)]
    public void Odd_codes_are_unknown(string? text, StatusCode? expected) =>
        Assert.Equal(expected, GrpcStatus.Decode(name => name == "grpc-status" ? text : null)?.Code);

    [Theory]
    [InlineData("!!!")]
    [InlineData("AAAA")]
    public void Broken_details_do_not_hide_the_status(string details)
    {
        var status = GrpcStatus.Decode(name => name switch { "grpc-status" => "5", "grpc-message" => "gone", _ => details })!;

        Assert.Equal((StatusCode.NotFound, "gone", 0), (status.Code, status.Message, status.Details.Count));
    }
}
