namespace PiecewiseLinear.Regions;

/// <summary>Something could not be proved within the budget; the message says what. Never a wrong answer in its place.</summary>
public sealed class RegionUndecidedException : Exception
{
    /// <summary>Says what could not be proved.</summary>
    public RegionUndecidedException(string message)
        : base(message)
    {
    }

    /// <summary>Says what could not be proved, and the cause.</summary>
    public RegionUndecidedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An undecided question without further words.</summary>
    public RegionUndecidedException()
        : this("the question could not be decided within the budget")
    {
    }
}
