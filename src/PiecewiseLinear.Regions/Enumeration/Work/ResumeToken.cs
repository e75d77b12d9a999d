using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The text of a resume token: the totals so far and the path of the next cell, bound to the question by a digest over the network, the domain and the
/// quantities, and sealed by a digest of all that.
/// </summary>
/// <remarks>The seal finds a token that was damaged or edited on the way; it is no signature. Whoever makes up a token with its seal is told the totals that he made up.</remarks>
internal static class ResumeToken
{
    private const string Version = "e1";

    public static string Write(string question, WalkStart next, RegionTally totals, Rational? volume)
    {
        StringBuilder path = new(next.Choices.Length);
        foreach (bool active in next.Choices)
        {
            path.Append(active ? '1' : '0');
        }

        string numbers = string.Join(',', totals.ToNumbers().Select(static n => n.ToString(CultureInfo.InvariantCulture)));
        string text = string.Join('.', Version, question, next.CountFrom.ToString(CultureInfo.InvariantCulture), path, numbers, volume?.ToString() ?? "-");
        return $"{text}.{Seal(text)}";
    }

    /// <exception cref="RegionQueryException">The text is no token, or belongs to another question.</exception>
    public static (WalkStart Start, RegionTally Totals, Rational? Volume) Read(string token, string question, int layers)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 7 || parts[0] != Version || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int countFrom) || parts[3].AsSpan().ContainsAnyExcept('0', '1'))
        {
            throw new RegionQueryException("resume_token", $"the resume token '{Shorten(token)}' is not one of this program: expected seven parts that begin with {Version}");
        }

        if (parts[1] != question)
        {
            throw new RegionQueryException(
                "resume_token", $"the resume token belongs to another question ({parts[1]}, this one is {question}): expected the same network, domain and quantities");
        }

        if (parts[6] != Seal(token[..token.LastIndexOf('.')]))
        {
            throw new RegionQueryException("resume_token", $"the resume token '{Shorten(token)}' is damaged: its parts do not have the digest at its end");
        }

        string[] numbers = parts[4].Split(',');
        long[] values = new long[numbers.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (!long.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out values[i]))
            {
                throw new RegionQueryException("resume_token", $"the resume token's total number {i} is '{Shorten(numbers[i])}', expected a whole number");
            }
        }

        Rational volume = Rational.Zero;
        if (parts[5] != "-" && !Rational.TryParse(parts[5], NumberLimits.Default with { MaxDigits = parts[5].Length + 1 }, out volume, out string? error))
        {
            throw new RegionQueryException("resume_token", $"the resume token's volume: {error}");
        }

        RegionTally totals = RegionTally.FromNumbers(values, layers)
            ?? throw new RegionQueryException("resume_token", $"the resume token has {values.Length} totals, expected those of {layers} hidden layers");
        return (new WalkStart([.. parts[3].Select(static c => c == '1')], 0, countFrom, IsNew: false), totals, parts[5] == "-" ? null : volume);
    }

    /// <summary>A digest of everything that the totals and the path depend on.</summary>
    public static string Question(EnumerationQuery query)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (NetworkNode node in query.Network.Nodes)
        {
            Append(hash, $"{node.GetType().Name} {node.Width}");
            if (node is ReluNode relu)
            {
                Append(hash, $"{relu.Source}");
            }
            else if (node is AffineNode affine)
            {
                Append(hash, $"{affine.Divisor}");
                hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(affine.Bias.AsSpan()));
                foreach (AffineTerm term in affine.Terms)
                {
                    AppendTerm(hash, term);
                }
            }
        }

        Append(hash, $"{query.Network.OutputNode} {query.Quantities & ~(CountedQuantities.Hamming1 | CountedQuantities.Maps)}");
        foreach (Rational number in query.Domain.Origin.Concat(query.Domain.Directions.SelectMany(static d => d))
            .Concat(query.Domain.Parameters.Lower).Concat(query.Domain.Parameters.Upper))
        {
            Append(hash, number.ToString());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    private static string Seal(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    private static void AppendTerm(IncrementalHash hash, AffineTerm term)
    {
        Append(hash, $"{term.Source} {term.Operator.GetType().Name} {term.Operator.Rows} {term.Operator.Columns}");
        ReadOnlySpan<double> weights = term.Operator switch
        {
            DenseOperator dense => dense.Weights.AsSpan(),
            SparseOperator sparse => sparse.Weights.AsSpan(),
            DiagonalOperator diagonal => diagonal.Diagonal.AsSpan(),
            _ => [],
        };
        hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights));
        if (term.Operator is SparseOperator { RowStarts: var starts, ColumnIndices: var indices })
        {
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(starts.AsSpan()));
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(indices.AsSpan()));
        }
    }

    private static void Append(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + ";"));

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
