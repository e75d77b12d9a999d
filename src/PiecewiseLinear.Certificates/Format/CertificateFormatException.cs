namespace PiecewiseLinear.Certificates;

/// <summary>What keeps a file from being read as a certificate.</summary>
public enum CertificateDefect
{
    /// <summary>It does not begin with the header of this format.</summary>
    NotACertificate,

    /// <summary>Its format version is newer than this reader.</summary>
    NewerVersion,

    /// <summary>Its format version is older than this reader and was never released.</summary>
    OlderVersion,

    /// <summary>It was made for another network.</summary>
    OtherNetwork,

    /// <summary>It is not spelled as the specification demands, exceeds a limit, is truncated or does not match its digest.</summary>
    Malformed,
}

/// <summary>A file cannot be read as a certificate; the message names the line, the field and the expectation.</summary>
public sealed class CertificateFormatException : Exception
{
    /// <summary>An error without a place.</summary>
    public CertificateFormatException()
    {
    }

    /// <summary>An error without a place.</summary>
    public CertificateFormatException(string message)
        : base(message)
    {
    }

    /// <summary>An error without a place.</summary>
    public CertificateFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An error at a field of a line (counted from 1).</summary>
    public CertificateFormatException(CertificateDefect defect, int line, string field, string problem)
        : base(field.Length == 0 ? $"line {line}: {problem}" : $"line {line}, field {field}: {problem}")
    {
        Defect = defect;
        Line = line;
        Field = field;
    }

    /// <summary>The kind of the defect.</summary>
    public CertificateDefect Defect { get; } = CertificateDefect.Malformed;

    /// <summary>The line, counted from 1.</summary>
    public int Line { get; }

    /// <summary>The field of the line; empty for the whole line.</summary>
    public string Field { get; } = "";
}
