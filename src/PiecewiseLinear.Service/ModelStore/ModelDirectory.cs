using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Service;

/// <summary>
/// A content-addressed store of networks in a directory: <c>SHA256.model</c> holds the file, <c>SHA256.name</c> its name. A model appears by one
/// atomic rename, after it was read and found good; nothing is ever half-written. Networks are parsed once and kept.
/// </summary>
public sealed class ModelDirectory
{
    private const string ModelSuffix = ".model";
    private const string NameSuffix = ".name";
    private const int HashLength = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly ConcurrentDictionary<string, Lazy<StoredModel>> _parsed = new(StringComparer.Ordinal);
    private readonly Lock _writing = new();
    private readonly string _directory;

    /// <summary>Opens the store, making the directory if need be.</summary>
    /// <exception cref="IOException">The directory cannot be made.</exception>
    public ModelDirectory(string directory)
    {
        _directory = directory;
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException($"cannot keep models in the folder '{directory}': {e.Message}", e);
        }
    }

    /// <summary>Whether the text is the name of a model: 64 lower-case hexadecimal digits.</summary>
    public static bool IsName(string text) => text.Length == HashLength && !text.AsSpan().ContainsAnyExcept(HexDigits);

    /// <summary>Keeps a network.</summary>
    /// <returns>The model, and whether it was there before.</returns>
    /// <exception cref="NetworkFormatException">The file is no network that can be read; nothing is kept.</exception>
    public (StoredModel Model, bool Existed) Add(string fileName, ReadOnlyMemory<byte> bytes)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        if (Find(sha256) is { } known)
        {
            return (known, true);
        }

        StoredModel model = new(fileName, bytes, NetworkFile.Parse(bytes, fileName));
        lock (_writing)
        {
            Write(PathOf(sha256, NameSuffix), Encoding.UTF8.GetBytes(fileName));
            Write(PathOf(sha256, ModelSuffix), bytes.Span);
        }

        _parsed[sha256] = new Lazy<StoredModel>(model);
        return (model, false);
    }

    /// <summary>The model of that name, or null.</summary>
    public StoredModel? Find(string sha256)
    {
        if (!IsName(sha256) || !File.Exists(PathOf(sha256, ModelSuffix)))
        {
            return null;
        }

        return _parsed.GetOrAdd(sha256, name => new Lazy<StoredModel>(() => Read(name))).Value;
    }

    /// <summary>Deletes the model of that name; false if there is none.</summary>
    public bool Remove(string sha256)
    {
        if (!IsName(sha256) || !File.Exists(PathOf(sha256, ModelSuffix)))
        {
            return false;
        }

        lock (_writing)
        {
            File.Delete(PathOf(sha256, ModelSuffix));
            File.Delete(PathOf(sha256, NameSuffix));
        }

        _parsed.TryRemove(sha256, out _);
        return true;
    }

    /// <summary>The names of at most <paramref name="count"/> models after <paramref name="after"/>, ascending.</summary>
    public IReadOnlyList<string> List(string after, int count)
        => [.. Directory.EnumerateFiles(_directory, "*" + ModelSuffix)
            .Select(static path => Path.GetFileNameWithoutExtension(path))
            .Where(name => IsName(name) && string.CompareOrdinal(name, after) > 0)
            .Order(StringComparer.Ordinal)
            .Take(count)];

    private StoredModel Read(string sha256)
    {
        byte[] bytes = File.ReadAllBytes(PathOf(sha256, ModelSuffix));
        string fileName = File.ReadAllText(PathOf(sha256, NameSuffix));
        return new StoredModel(fileName, bytes, NetworkFile.Parse(bytes, fileName));
    }

    private static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        string temporary = path + "." + Guid.NewGuid().ToString("N");
        using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private string PathOf(string sha256, string suffix) => Path.Combine(_directory, sha256 + suffix);
}
