namespace PiecewiseLinear.Certificates;

/// <summary>The limits of the format; a longer certificate is refused, so that a hostile file cannot exhaust its checker.</summary>
internal static class FormatLimits
{
    /// <summary>Bytes of a line, its line feed included.</summary>
    public const int LineBytes = 1 << 26;

    /// <summary>Lines of a certificate that is kept as a whole.</summary>
    public const int Lines = 1 << 24;

    /// <summary>Decimal digits of a count.</summary>
    public const int CountDigits = 9;

    /// <summary>Lines of a certificate of the kind region-count, of which a checker keeps one at a time.</summary>
    public const int StreamedLines = 999_999_999;

    /// <summary>Nodes with children on a path through a tree of proof.</summary>
    public const int PathNodes = 4096;

    /// <summary>Decimal digits of a numerator, a denominator or a mantissa.</summary>
    public const int Digits = 100_000;

    /// <summary>The largest k in a number spelled <c>mp-k</c>.</summary>
    public const int BinaryExponent = 1 << 14;
}
