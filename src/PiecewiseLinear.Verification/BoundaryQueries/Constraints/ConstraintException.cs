namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>A user's constraints that cannot be used; the message names the file, the line and the column.</summary>
public sealed class ConstraintException : Exception
{
    /// <summary>Says what is wrong and where.</summary>
    /// <param name="origin">The name of the file.</param>
    /// <param name="line">The line, from 1; 0 for the text as a whole.</param>
    /// <param name="column">The column, from 1.</param>
    /// <param name="problem">What is wrong.</param>
    public ConstraintException(string origin, int line, int column, string problem)
        : base(line > 0 ? $"{origin}, line {line}, column {column}: {problem}" : $"{origin}: {problem}")
    {
        (Line, Column) = (line, column);
    }

    /// <summary>Says what is wrong.</summary>
    public ConstraintException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong, and the cause.</summary>
    public ConstraintException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Constraints that cannot be used.</summary>
    public ConstraintException()
        : this("the constraints cannot be used")
    {
    }

    /// <summary>The line, from 1; 0 for the text as a whole.</summary>
    public int Line { get; }

    /// <summary>The column, from 1.</summary>
    public int Column { get; }
}
