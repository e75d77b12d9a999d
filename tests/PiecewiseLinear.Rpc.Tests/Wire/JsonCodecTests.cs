using System.Buffers;
using System.Text;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using PiecewiseLinear.Rpc.Tests.Echo;
using PiecewiseLinear.Rpc.Wire.Codecs;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Rpc.Tests.Wire;

/// <summary>The JSON mapping, with types that nest without end.</summary>
public sealed class JsonCodecTests
{
    private static readonly JsonCodec Codec = new(TypeRegistry.FromFiles(EchoReflection.Descriptor, StructReflection.Descriptor));

    [Theory]
    [InlineData("[", "]", 40, true)]
    [InlineData("[", "]", 10_000, false)]
    [InlineData("{\"a\":", "}", 40, true)]
    [InlineData("{\"a\":", "}", 10_000, false)]
    public void Nesting_has_a_limit(string open, string close, int levels, bool accepted)
    {
        var json = string.Concat(Enumerable.Repeat(open, levels)) + "1" + string.Concat(Enumerable.Repeat(close, levels));
        var bytes = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json));

        if (accepted)
        {
            Assert.IsType<Value>(Codec.Parse(bytes, Value.Descriptor));
        }
        else
        {
            Assert.Throws<MalformedMessageException>(() => Codec.Parse(bytes, Value.Descriptor));
        }
    }

    [Fact]
    public void Any_of_a_known_type_is_readable_and_of_an_unknown_one_malformed()
    {
        var known = Codec.Parse(new(Encoding.UTF8.GetBytes("""{"@type": "type.googleapis.com/rpctest.v1.EchoRequest", "text": "a"}""")), Any.Descriptor);
        Assert.Equal("a", ((Any)known).Unpack<EchoRequest>().Text);

        Assert.Throws<MalformedMessageException>(() => Codec.Parse(new(Encoding.UTF8.GetBytes("""{"@type": "type.googleapis.com/nothing"}""")), Any.Descriptor));
    }

    [Fact]
    public void Random_changes_to_good_json_parse_or_are_malformed_and_nothing_else()
    {
        var good = Encoding.UTF8.GetBytes("""{"text": "h\u00e4llo \ud83d\ude00", "payload": "AP8=", "fieldViolations": [{"field": "a", "description": null}], "n": -1.5e3}""");
        Seeded.Check(20_000, random =>
        {
            var bytes = (byte[])good.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                Codec.Parse(new ReadOnlySequence<byte>(bytes, 0, random.Next(bytes.Length + 1)), random.Next(2) == 0 ? EchoRequest.Descriptor : Struct.Descriptor);
            }
            catch (MalformedMessageException)
            {
                // Refused, as it should be.
            }
        });
    }
}
