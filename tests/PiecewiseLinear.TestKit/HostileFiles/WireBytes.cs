using System.Text;

namespace PiecewiseLinear.TestKit.HostileFiles;

/// <summary>A protobuf message, field by field, well-formed or not: hostile files need what generated code will not write.</summary>
public sealed class WireBytes
{
    private readonly List<byte> _bytes = [];

    public WireBytes Number(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    public WireBytes Single(int field, float value)
    {
        Varint(((ulong)field << 3) | 5);
        _bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public WireBytes Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public WireBytes Message(int field, WireBytes value) => Bytes(field, value.ToArray());

    public WireBytes Bytes(int field, byte[] value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    public WireBytes Packed(int field, IEnumerable<long> values)
    {
        WireBytes packed = new();
        foreach (long value in values)
        {
            packed.Varint((ulong)value);
        }

        return Message(field, packed);
    }

    public byte[] ToArray() => [.. _bytes];

    private void Varint(ulong value)
    {
        for (; value > 127; value >>= 7)
        {
            _bytes.Add((byte)(value | 128));
        }

        _bytes.Add((byte)value);
    }
}
