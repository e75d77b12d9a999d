namespace PiecewiseLinear.Regions;

/// <summary>A cell is beyond what an engine can hold; the message says what and how much.</summary>
public sealed class EnumerationLimitException : Exception
{
    /// <summary>Without a reason.</summary>
    public EnumerationLimitException()
    {
    }

    /// <summary>With the reason.</summary>
    public EnumerationLimitException(string message)
        : base(message)
    {
    }

    /// <summary>With the reason and what led to it.</summary>
    public EnumerationLimitException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
