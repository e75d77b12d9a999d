namespace PiecewiseLinear.Verification;

/// <summary>The answer to a verification question.</summary>
public enum Verdict
{
    /// <summary>Nothing could be proved within the budget.</summary>
    Unknown,

    /// <summary>No input violates the property (<c>unsat</c>).</summary>
    Holds,

    /// <summary>The witness violates the property (<c>sat</c>).</summary>
    Violated,
}
