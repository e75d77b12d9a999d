using System.Runtime.InteropServices;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Solvers.Z3;

/// <summary>Z3 (de Moura, Bjørner 2008), the system library <c>libz3</c>, behind the port of satisfiability solvers.</summary>
/// <remarks>
/// A session owns one context with one solver. Z3 4.8.12's newer arithmetic engine is left alone in favor of the older one (<c>arith.solver=2</c>): the newer one's optimizer has returned wrong optima
/// on systems of this project, and nothing here uses an optimizer at all.
/// </remarks>
public sealed class Z3Solver : ISatisfiabilitySolver
{
    /// <summary>The solver; the library is looked for now.</summary>
    /// <exception cref="DllNotFoundException">The library is not installed; the message says how to get it.</exception>
    public Z3Solver()
    {
        if (WhyUnavailable is { } reason)
        {
            throw new DllNotFoundException(reason);
        }
    }

    /// <summary>Why Z3 cannot be used on this machine, with the package to install, or null if it can.</summary>
    public static string? WhyUnavailable => Z3Library.WhyUnavailable;

    /// <inheritdoc/>
    public string Name { get; } = Z3Library.WhyUnavailable is null ? "Z3 " + Marshal.PtrToStringUTF8(Z3Native.FullVersion()) : "Z3";

    /// <inheritdoc/>
    public ISatisfiabilitySession Open(SatisfiabilityLimits limits) => new Z3Session(limits);
}
