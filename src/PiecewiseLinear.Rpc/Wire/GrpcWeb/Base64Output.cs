using System.Buffers;
using System.Buffers.Text;

namespace PiecewiseLinear.Rpc.Wire.GrpcWeb;

/// <summary>Writes pieces in base64, each padded on its own, so that each can be decoded when it arrives.</summary>
internal static class Base64Output
{
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> piece)
    {
        var text = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(piece.Length));
        Base64.EncodeToUtf8(piece, text, out _, out var written);
        output.Advance(written);
    }
}
