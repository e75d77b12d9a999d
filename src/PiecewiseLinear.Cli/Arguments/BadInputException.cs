namespace PiecewiseLinear.Cli;

/// <summary>Input that cannot be used; the message names the file or option, the place and the expectation. Ends the program with status 2.</summary>
internal sealed class BadInputException : Exception
{
    public BadInputException(string message)
        : base(message)
    {
    }

    public BadInputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public BadInputException()
        : this("bad input")
    {
    }
}
