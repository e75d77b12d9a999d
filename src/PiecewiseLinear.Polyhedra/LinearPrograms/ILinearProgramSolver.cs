namespace PiecewiseLinear.Polyhedra;

/// <summary>The engines behind the linear-programming port.</summary>
public enum LinearProgramEngine
{
    /// <summary>Choose by the shape of the problem.</summary>
    Auto,

    /// <summary>The dense active-set simplex of this project: few variables, many rows.</summary>
    Dense,

    /// <summary>COIN-OR's CLP, the system library: large and sparse.</summary>
    Clp,

    /// <summary>Google's OR-Tools behind its own messages: a second opinion.</summary>
    OrTools,
}

/// <summary>
/// A floating-point engine for linear programs max {⟨c, x⟩ : ⟨aᵢ, x⟩ ≤ bᵢ for the active rows i}, x free. What it says is a
/// <em>candidate</em>; the exact layer turns candidates into proved outcomes. An implementation may be wrong, may fail and
/// may lie; it may not crash the process or hang past cancellation.
/// </summary>
public interface ILinearProgramSolver
{
    /// <summary>Which engine this is.</summary>
    LinearProgramEngine Engine { get; }

    /// <summary>Opens a session on one set of rows. Sessions keep their last basis and start the next solve from it.</summary>
    ILinearProgramSession Open(HRepresentation constraints);
}

/// <summary>A sequence of related linear programs over one set of rows. Not for use by two threads at once.</summary>
public interface ILinearProgramSession : IDisposable
{
    /// <summary>Takes a row into the problem or leaves it out; all rows are active at first.</summary>
    void SetActive(int row, bool active);

    /// <summary>Looks for a maximum of ⟨objective, x⟩ over the active rows, in the scale of the mirrored rows.</summary>
    /// <param name="objective">The d coefficients of the objective.</param>
    /// <param name="cancellationToken">Ends the search; the candidate then has status <see cref="CandidateStatus.Failed"/>.</param>
    LinearProgramCandidate Maximize(ReadOnlySpan<double> objective, CancellationToken cancellationToken);

    /// <summary>
    /// The same question where only one thing matters: is the maximum above <paramref name="cutoff"/>? The engine may stop as soon as its multipliers bound the maximum by
    /// the cutoff (<see cref="CandidateStatus.AtMostCutoff"/>) or a point exceeds it (<see cref="CandidateStatus.AboveCutoff"/>); an engine without such a stop goes on to the optimum.
    /// </summary>
    /// <param name="objective">The d coefficients of the objective.</param>
    /// <param name="cutoff">A bound in the scale of the mirrored rows; with −∞ the engine never stops early.</param>
    /// <param name="cancellationToken">Ends the search; the candidate then has status <see cref="CandidateStatus.Failed"/>.</param>
    LinearProgramCandidate Maximize(ReadOnlySpan<double> objective, double cutoff, CancellationToken cancellationToken)
        => Maximize(objective, cancellationToken);
}

/// <summary>What an engine believes about a linear program.</summary>
public enum CandidateStatus
{
    /// <summary>There is a maximum.</summary>
    Optimal,

    /// <summary>No point satisfies the rows.</summary>
    Infeasible,

    /// <summary>The objective grows without limit.</summary>
    Unbounded,

    /// <summary>The engine could not tell (time, numbers, a dead host; see the message).</summary>
    Failed,

    /// <summary>
    /// The maximum, if there is one, is at most the cutoff that was asked for: the multipliers λ ≥ 0 satisfy Σλᵢaᵢ = c and Σλᵢbᵢ ≤ cutoff up to rounding. No point is known.
    /// </summary>
    AtMostCutoff,

    /// <summary>The point satisfies the rows and its value is above the cutoff that was asked for; whether there is a maximum is open.</summary>
    AboveCutoff,
}

/// <summary>An unproved answer of an engine. Any part beside the status may be missing (null) or wrong.</summary>
public sealed record LinearProgramCandidate
{
    /// <summary>What the engine believes.</summary>
    public required CandidateStatus Status { get; init; }

    /// <summary>Rows believed tight at the optimum, at most d of them, linearly independent.</summary>
    public int[]? Basis { get; init; }

    /// <summary>The believed optimum, or a feasible point on the way to infinity; d numbers.</summary>
    public double[]? Point { get; init; }

    /// <summary>
    /// One number a row, in the scale of the mirrored rows: dual multipliers λ ≥ 0 with Σλᵢaᵢ = c (optimal, at most the cutoff), or with Σλᵢaᵢ = 0 and Σλᵢbᵢ &lt; 0
    /// (infeasible).
    /// </summary>
    public double[]? Multipliers { get; init; }

    /// <summary>A direction r with ⟨aᵢ, r⟩ ≤ 0 for all rows and ⟨c, r⟩ &gt; 0; d numbers.</summary>
    public double[]? Ray { get; init; }

    /// <summary>Why the engine failed, in words.</summary>
    public string? Message { get; init; }
}
