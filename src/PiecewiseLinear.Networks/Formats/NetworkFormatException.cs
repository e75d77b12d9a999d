using System.Collections.Immutable;

namespace PiecewiseLinear.Networks;

/// <summary>A network file that cannot be read, with everything that is wrong with it: each problem names its place and the expectation.</summary>
public sealed class NetworkFormatException : Exception
{
    /// <summary>One problem, or several found together.</summary>
    public NetworkFormatException(string fileName, params IEnumerable<string> problems)
        : this(fileName, problems.ToImmutableArray(), innerException: null)
    {
    }

    /// <summary>One problem with the exception that revealed it.</summary>
    public NetworkFormatException(string fileName, string problem, Exception innerException)
        : this(fileName, [problem], innerException)
    {
    }

    private NetworkFormatException(string fileName, ImmutableArray<string> problems, Exception? innerException)
        : base(
            problems.Length == 1
                ? $"{fileName}: {problems[0]}"
                : $"{fileName}: {problems.Length} problems:{string.Concat(problems.Select(static problem => "\n  " + problem))}",
            innerException)
    {
        FileName = fileName;
        Problems = problems;
    }

    /// <summary>The file's name as the caller gave it.</summary>
    public string FileName { get; }

    /// <summary>The problems, in the order of the file.</summary>
    public ImmutableArray<string> Problems { get; }
}
