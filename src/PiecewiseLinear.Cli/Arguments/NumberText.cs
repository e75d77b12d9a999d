using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Cli;

/// <summary>Reads lists of exact numbers from the command line (<c>-0.5,1/3,1e-3</c>) or from a file (<c>@FILE</c>).</summary>
internal static class NumberText
{
    private static readonly char[] Separators = [',', ' ', '\t', '\r', '\n'];

    /// <summary>The longest file of numbers that is read.</summary>
    private const long MaxFileBytes = 64L << 20;

    /// <summary>The numbers of an option's value; complaints call the whole <paramref name="what"/>, such as "the point".</summary>
    public static ImmutableArray<Rational> Read(string option, string value, string what)
    {
        string origin = value.StartsWith('@') ? value[1..] + ": " : string.Empty;
        string text = value.StartsWith('@') ? ReadFile(option, value[1..]) : value;
        string[] words = text.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        ImmutableArray<Rational>.Builder numbers = ImmutableArray.CreateBuilder<Rational>(words.Length);
        for (int i = 0; i < words.Length; i++)
        {
            numbers.Add(One(words[i], $"{origin}number {i} of {what}"));
        }

        return numbers.MoveToImmutable();
    }

    /// <summary>One exact number, or a complaint that names the place.</summary>
    public static Rational One(string word, string place)
        => Rational.TryParse(word, out Rational number, out string? error) ? number : throw new BadInputException($"{place}: {error}");

    /// <summary>The text of a file named by an option.</summary>
    public static string ReadFile(string option, string path) => TextOf(ReadBytes(option, path));

    /// <summary>The text of a file's bytes, as the file's byte order mark says or in UTF-8.</summary>
    public static string TextOf(byte[] bytes)
    {
        using StreamReader reader = new(new MemoryStream(bytes, writable: false));
        return reader.ReadToEnd();
    }

    /// <summary>The bytes of a file of at most <see cref="MaxFileBytes"/> bytes.</summary>
    public static byte[] ReadBytes(string option, string path)
    {
        try
        {
            FileInfo file = new(path);
            if (file.Exists && file.Length > MaxFileBytes)
            {
                throw new BadInputException($"{option}: the file {path} has {file.Length} bytes, more than the limit of {MaxFileBytes}");
            }

            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new BadInputException($"{option}: cannot read the file '{path}': {e.Message}", e);
        }
    }
}
