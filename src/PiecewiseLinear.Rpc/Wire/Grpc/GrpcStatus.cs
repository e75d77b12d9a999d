using System.Globalization;
using Google.Protobuf;

namespace PiecewiseLinear.Rpc.Wire.Grpc;

/// <summary>A status as gRPC writes it into headers or trailers.</summary>
internal static class GrpcStatus
{
    public const string CodeName = "grpc-status";
    public const string MessageName = "grpc-message";
    public const string DetailsName = "grpc-status-details-bin";

    private const string Shortened = " [shortened]";

    /// <summary>The headers that say <paramref name="status"/>, kept within <paramref name="maxSize"/> bytes.</summary>
    /// <remarks>
    /// Callers refuse a header list that is too long, and with it the whole answer; so details that do not fit are left out, and then the
    /// message is shortened.
    /// </remarks>
    public static IEnumerable<KeyValuePair<string, string>> Encode(RpcStatus status, int maxSize)
    {
        yield return new(CodeName, ((int)status.Code).ToString(CultureInfo.InvariantCulture));
        var room = maxSize - Cost(CodeName, 2);

        var message = PercentEncoding.Encode(status.Message);
        if (Cost(MessageName, message.Length) > room)
        {
            message = Shorten(status.Message, room - Cost(MessageName, 0));
        }

        if (message.Length > 0)
        {
            yield return new(MessageName, message);
            room -= Cost(MessageName, message.Length);
        }

        if (status.Details.Count > 0)
        {
            var full = new Google.Rpc.Status { Code = (int)status.Code, Message = status.Message, Details = { status.Details } };
            var details = HeaderMetadata.EncodeBytes(full.ToByteArray());
            if (Cost(DetailsName, details.Length) <= room)
            {
                yield return new(DetailsName, details);
            }
        }
    }

    /// <summary>The status that headers or trailers say, or null if they do not say any.</summary>
    /// <param name="value">Looks up a header; null if absent.</param>
    public static RpcStatus? Decode(Func<string, string?> value)
    {
        if (value(CodeName) is not { } text)
        {
            return null;
        }

        var code = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Enum.IsDefined((StatusCode)number)
            ? (StatusCode)number
            : StatusCode.Unknown;
        var message = PercentEncoding.Decode(value(MessageName) ?? "");
        if (value(DetailsName) is { } details
            && HeaderMetadata.TryDecodeBytes(details, out var bytes)
            && TryParse(bytes, out var status)
            && status.Code == (int)code)
        {
            return new RpcStatus(code, status.Message, status.Details);
        }

        return new RpcStatus(code, message);
    }

    private static bool TryParse(ReadOnlyMemory<byte> bytes, out Google.Rpc.Status status)
    {
        try
        {
            status = Google.Rpc.Status.Parser.ParseFrom(bytes.Span);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            status = new Google.Rpc.Status();
            return false;
        }
    }

    private static int Cost(string name, int valueLength) => name.Length + valueLength + 32;

    /// <summary>The longest start of a text that, with a mark, encodes to at most <paramref name="room"/> characters.</summary>
    private static string Shorten(string text, int room)
    {
        var kept = 0;
        var used = Shortened.Length;
        foreach (var rune in text.EnumerateRunes())
        {
            used += rune.Value is >= 0x20 and <= 0x7E and not '%' ? 1 : 3 * rune.Utf8SequenceLength;
            if (used > room)
            {
                break;
            }

            kept += rune.Utf16SequenceLength;
        }

        return PercentEncoding.Encode(text[..kept]) + Shortened;
    }
}
