namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>A solver does not accept a script.</summary>
public sealed class SmtLibRejectedException : Exception
{
    /// <summary>Says what the solver says, and where.</summary>
    /// <param name="message">The solver's own words.</param>
    /// <param name="line">The line of the script, from 1; 0 where the solver names none.</param>
    /// <param name="column">The column, from 1; 0 where the solver names none.</param>
    public SmtLibRejectedException(string message, int line, int column)
        : base(message)
    {
        (Line, Column) = (line, column);
    }

    /// <summary>Says what the solver says.</summary>
    public SmtLibRejectedException(string message)
        : base(message)
    {
    }

    /// <summary>Says what the solver says, and the cause.</summary>
    public SmtLibRejectedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A script that is not accepted.</summary>
    public SmtLibRejectedException()
        : this("the solver does not accept the script")
    {
    }

    /// <summary>The line of the script, from 1; 0 where the solver names none.</summary>
    public int Line { get; }

    /// <summary>The column, from 1; 0 where the solver names none.</summary>
    public int Column { get; }
}
