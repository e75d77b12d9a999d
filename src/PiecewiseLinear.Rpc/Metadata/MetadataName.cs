using System.Buffers;

namespace PiecewiseLinear.Rpc;

/// <summary>Which names metadata may have.</summary>
internal static class MetadataName
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>Names that belong to HTTP or to a protocol; user metadata may not use them, and they are not shown to services.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "accept-encoding", "connection", "content-encoding", "content-length", "content-type", "date", "host", "keep-alive", "server", "te", "trailer", "transfer-encoding", "upgrade",
    };

    public static bool IsBinary(string name) => name.EndsWith("-bin", StringComparison.Ordinal);

    public static bool IsReserved(string name) =>
        Reserved.Contains(name) || name.StartsWith("grpc-", StringComparison.Ordinal) || name.StartsWith("connect-", StringComparison.Ordinal);

    /// <summary>The name in lower case, checked for use by services and callers.</summary>
    /// <exception cref="ArgumentException">It has a character other than letters, digits, <c>_ - .</c>, is empty or reserved.</exception>
    public static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
#pragma warning disable CA1308 // Names on the wire are lower case.
        var lower = name.ToLowerInvariant();
#pragma warning restore CA1308
        var bad = lower.AsSpan().IndexOfAnyExcept(Allowed);
        if (bad >= 0)
        {
            throw new ArgumentException($"The metadata name '{name}' has '{name[bad]}' at index {bad}; letters, digits, '_', '-' and '.' are allowed.", nameof(name));
        }

        return IsReserved(lower)
            ? throw new ArgumentException($"The metadata name '{name}' is reserved for the protocol; choose another.", nameof(name))
            : lower;
    }
}
