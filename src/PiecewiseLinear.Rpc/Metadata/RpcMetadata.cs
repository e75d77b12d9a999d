using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace PiecewiseLinear.Rpc;

/// <summary>Metadata of a call: an ordered list of names and values. A name may occur more than once; case does not matter.</summary>
/// <remarks>
/// Not safe for concurrent change. On the way through HTTP, texts of one name may be joined by ", " (RFC 9110 §5.3); bytes stay apart.
/// </remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "Metadata is the field's own word for this collection.")]
public sealed class RpcMetadata : IReadOnlyCollection<MetadataEntry>
{
    private readonly List<MetadataEntry> _entries = [];
    private string? _frozen;

    /// <summary>How many entries there are.</summary>
    public int Count => _entries.Count;

    /// <summary>The total size as HTTP/2 counts header lists: name + value + 32 for each entry.</summary>
    public int Size => _entries.Sum(static e => e.Size);

    /// <summary>Adds a text entry.</summary>
    /// <param name="name">Letters, digits, <c>_ - .</c>; not ending in <c>-bin</c>, not reserved (<c>grpc-…</c>, <c>content-type</c>, …).</param>
    /// <param name="value">Characters from space (0x20) to tilde (0x7E).</param>
    /// <exception cref="ArgumentException">The name or the value is not as above.</exception>
    /// <exception cref="InvalidOperationException">The metadata has been sent already.</exception>
    public void Add(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var key = MetadataName.Checked(name);
        if (MetadataName.IsBinary(key))
        {
            throw new ArgumentException($"The metadata name '{name}' ends in '-bin', so its value must be bytes.", nameof(value));
        }

        var bad = value.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        if (bad >= 0)
        {
            throw new ArgumentException(
                $"The value of metadata '{name}' has U+{(int)value[bad]:X4} at index {bad}; printable ASCII is allowed (use a '-bin' name for other text).",
                nameof(value));
        }

        Append(new MetadataEntry(key, value));
    }

    /// <summary>Adds a binary entry.</summary>
    /// <param name="name">As for text, but ending in <c>-bin</c>.</param>
    /// <param name="value">Any bytes.</param>
    /// <exception cref="ArgumentException">The name is not as above.</exception>
    /// <exception cref="InvalidOperationException">The metadata has been sent already.</exception>
    public void Add(string name, ReadOnlyMemory<byte> value)
    {
        var key = MetadataName.Checked(name);
        if (!MetadataName.IsBinary(key))
        {
            throw new ArgumentException($"The metadata name '{name}' does not end in '-bin', so its value must be text.", nameof(name));
        }

        Append(new MetadataEntry(key, value.ToArray()));
    }

    /// <summary>All entries of a name, in order.</summary>
    public IEnumerable<MetadataEntry> All(string name) => _entries.Where(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The last text of a name, or null.</summary>
    public string? Text(string name) => Last(name) is { IsBinary: false } entry ? entry.Text : null;

    /// <summary>The last bytes of a <c>-bin</c> name, or null.</summary>
    public ReadOnlyMemory<byte>? Bytes(string name) => Last(name) is { IsBinary: true } entry ? entry.Bytes : null;

    /// <inheritdoc/>
    public IEnumerator<MetadataEntry> GetEnumerator() => _entries.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Adds an entry as it came from the wire.</summary>
    internal void Append(MetadataEntry entry)
    {
        if (_frozen is not null)
        {
            throw new InvalidOperationException($"Cannot add metadata '{entry.Name}': {_frozen}.");
        }

        _entries.Add(entry);
    }

    internal void Append(RpcMetadata other)
    {
        foreach (var entry in other)
        {
            Append(entry);
        }
    }

    internal void Freeze(string reason) => _frozen ??= reason;

    private MetadataEntry? Last(string name)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (string.Equals(_entries[i].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return _entries[i];
            }
        }

        return null;
    }
}
