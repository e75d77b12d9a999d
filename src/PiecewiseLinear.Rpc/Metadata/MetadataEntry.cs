using System.Text;

namespace PiecewiseLinear.Rpc;

/// <summary>One name and value of a call's metadata. Names ending in <c>-bin</c> carry bytes, all others printable ASCII text.</summary>
public readonly record struct MetadataEntry
{
    private readonly string? _text;
    private readonly ReadOnlyMemory<byte> _bytes;

    internal MetadataEntry(string name, string text)
    {
        Name = name;
        _text = text;
        _bytes = default;
    }

    internal MetadataEntry(string name, ReadOnlyMemory<byte> bytes)
    {
        Name = name;
        _text = null;
        _bytes = bytes;
    }

    /// <summary>The name, in lower case.</summary>
    public string Name { get; }

    /// <summary>Whether the value is bytes, that is, whether the name ends in <c>-bin</c>.</summary>
    public bool IsBinary => _text is null;

    /// <summary>The value of a text entry.</summary>
    /// <exception cref="InvalidOperationException">The entry is binary.</exception>
    public string Text => _text ?? throw new InvalidOperationException($"The metadata '{Name}' is binary; read its Bytes.");

    /// <summary>The value as bytes: those of a binary entry, or the ASCII characters of a text entry.</summary>
    public ReadOnlyMemory<byte> Bytes => _text is null ? _bytes : Encoding.ASCII.GetBytes(_text);

    /// <summary>Its share of a metadata size limit, as HTTP/2 counts header lists: name + value + 32 (RFC 9113 §6.5.2).</summary>
    internal int Size => Name.Length + (_text?.Length ?? _bytes.Length) + 32;
}
