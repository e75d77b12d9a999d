using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Solvers.Clp;

/// <summary>
/// COIN-OR's CLP, the simplex code of the system library <c>libClp</c>, behind the linear-programming port. Meant for many variables and
/// sparse rows; few variables are the business of the dense simplex.
/// </summary>
/// <remarks>
/// A session owns one model. Between solves only bounds and objective change, the basis is kept; presolve and logging are off. Sessions are
/// independent of each other and may run on different threads. Cancellation is looked at before and between slices of iterations.
/// </remarks>
public sealed class ClpSolver : ILinearProgramSolver
{
    /// <summary>The engine; the library is looked for now.</summary>
    /// <exception cref="DllNotFoundException">The library is not installed; the message says how to get it.</exception>
    public ClpSolver()
    {
        if (WhyUnavailable is { } reason)
        {
            throw new DllNotFoundException(reason);
        }
    }

    /// <summary>Why CLP cannot be used on this machine, with the package to install, or null if it can.</summary>
    public static string? WhyUnavailable => ClpLibrary.WhyUnavailable;

    /// <inheritdoc/>
    public LinearProgramEngine Engine => LinearProgramEngine.Clp;

    /// <inheritdoc/>
    public ILinearProgramSession Open(HRepresentation constraints) => new ClpSession(constraints);
}
