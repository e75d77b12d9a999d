using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>
/// A solver of logic over real and integer arithmetic that reads SMT-LIB 2. What it says is a claim: a model is evaluated again by exact arithmetic of our own, and "unsatisfiable" stays a claim
/// unless something else proves it.
/// </summary>
public interface ISatisfiabilitySolver
{
    /// <summary>The name and version for people, such as <c>Z3 4.8.12.0</c>.</summary>
    string Name { get; }

    /// <summary>Opens a session with nothing asserted. Sessions are independent of each other; one is used by one thread at a time.</summary>
    /// <param name="limits">What each check may cost.</param>
    ISatisfiabilitySession Open(SatisfiabilityLimits limits);
}

/// <summary>A stack of assertions.</summary>
public interface ISatisfiabilitySession : IDisposable
{
    /// <summary>
    /// Adds the assertions of a script. A script declares every constant that it uses; constants of different scripts with one name and one sort are the same.
    /// </summary>
    /// <param name="script">SMT-LIB 2: declare-fun, declare-const, define-fun, assert.</param>
    /// <param name="cancellationToken">Ends the reading within a quarter of a second with <see cref="OperationCanceledException"/>; the outcome of every later check of the session is then unknown.</param>
    /// <exception cref="SmtLibRejectedException">The solver does not accept the script; the exception has the solver's own words and the place.</exception>
    void Assert(string script, CancellationToken cancellationToken = default);

    /// <summary>Opens a level of assertions.</summary>
    void Push();

    /// <summary>Forgets the assertions of the last level opened.</summary>
    void Pop();

    /// <summary>Asks whether all assertions can hold together.</summary>
    /// <param name="wanted">The names of the constants whose values are wanted, with <see langword="true"/> for those of sort Bool (their values come as 0 and 1).</param>
    /// <param name="cancellationToken">Ends the check within a quarter of a second; the outcome is then unknown, and so is that of every later check of the session.</param>
    SatisfiabilityOutcome Check(ImmutableArray<WantedConstant> wanted, CancellationToken cancellationToken);
}

/// <summary>A constant whose value in a model is wanted.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sort">Its sort.</param>
public readonly record struct WantedConstant(string Name, SmtSort Sort);

/// <summary>The sorts of constants that a query may use.</summary>
public enum SmtSort
{
    /// <summary>Real numbers.</summary>
    Real,

    /// <summary>Whole numbers.</summary>
    Int,

    /// <summary>Truth values; in models 1 for true and 0 for false.</summary>
    Bool,
}

/// <summary>What one check may cost.</summary>
public readonly record struct SatisfiabilityLimits
{
    /// <summary>Without a limit of time, with 2 GB of memory.</summary>
    public SatisfiabilityLimits()
    {
    }

    /// <summary>The time; null for no limit.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>The memory of the solver in megabytes, at least 1.</summary>
    public int MemoryMegabytes { get; init; } = 2048;
}

/// <summary>The answer of a check; one of the three cases below.</summary>
public abstract record SatisfiabilityOutcome
{
    private SatisfiabilityOutcome()
    {
    }

    /// <summary>The solver believes that these values satisfy all assertions.</summary>
    /// <param name="Values">One exact number for each constant that was wanted, in their order.</param>
    public sealed record Satisfied(ImmutableArray<Rational> Values) : SatisfiabilityOutcome;

    /// <summary>The solver claims that the assertions contradict each other.</summary>
    public sealed record Unsatisfied : SatisfiabilityOutcome;

    /// <summary>Nothing was decided.</summary>
    /// <param name="Reason">Why, for people.</param>
    public sealed record Unknown(string Reason) : SatisfiabilityOutcome;
}
