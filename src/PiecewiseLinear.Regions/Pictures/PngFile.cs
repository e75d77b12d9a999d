using System.Buffers.Binary;
using System.IO.Compression;

namespace PiecewiseLinear.Regions;

/// <summary>Writes pixels as a PNG file (ISO/IEC 15948): 8-bit sRGB, each row filtered by the difference to the row above, one zlib stream.</summary>
internal static class PngFile
{
    private const byte FilterUp = 2;
    private const int BytesPerPixel = 3;
    private static readonly uint[] s_crcTable = CrcTable();

    /// <summary>The file of an image of three bytes a pixel, row by row.</summary>
    public static byte[] Write(int width, int height, ReadOnlySpan<byte> pixels)
    {
        using MemoryStream file = new();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // bits a component
        header[9] = 2; // red, green, blue
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "sRGB"u8, [0]);
        Chunk(file, "IDAT"u8, Compress(width * BytesPerPixel, pixels));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Compress(int stride, ReadOnlySpan<byte> pixels)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] row = new byte[stride + 1];
            row[0] = FilterUp;
            for (int start = 0; start < pixels.Length; start += stride)
            {
                for (int i = 0; i < stride; i++)
                {
                    row[i + 1] = (byte)(pixels[start + i] - (start == 0 ? 0 : pixels[start + i - stride]));
                }

                zlib.Write(row);
            }
        }

        return compressed.ToArray();
    }

    private static void Chunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        file.Write(number);
    }

    private static uint Crc(uint state, ReadOnlySpan<byte> data)
    {
        foreach (byte value in data)
        {
            state = s_crcTable[(byte)(state ^ value)] ^ (state >> 8);
        }

        return state;
    }

    private static uint[] CrcTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
            }

            table[i] = value;
        }

        return table;
    }
}
