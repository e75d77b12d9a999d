namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// The engine <c>DENSE</c>: an active-set primal simplex in inequality form, for few variables and many dense rows, as the regions of a
/// network have them.
/// </summary>
/// <remarks>
/// <para>
/// A vertex is the solution of d tight rows, the <em>active set</em>. With B the matrix of these rows, the multipliers are λ = B⁻ᵀc; if λₖ &lt; 0,
/// moving along −B⁻¹eₖ keeps the other d − 1 rows tight and improves; the first row that is hit takes the place of row k. One step costs
/// O(m·d) for A·dir (columns, SIMD), O(m) for the ratio test and O(d²) for the inverse; there is no factorization of anything with m rows, which is
/// what a general (bounded-variable) simplex code pays for here.
/// </para>
/// <para>
/// A place of the active set may also be <em>soft</em>: a coordinate held at its present value, or a row that was taken out of the problem. Soft
/// places leave in either direction as soon as that improves, so the search may start at any feasible point, with no row tight, and never
/// needs a vertex: where the polyhedron has lines, soft places simply remain with multiplier zero.
/// </para>
/// <para>
/// Feasibility is reached one violated row at a time: with the satisfied rows kept, the search goes against the violated row until it is met; if
/// it cannot be met, the multipliers of that search and 1 on the row are a Farkas certificate with at most d + 1 rows.
/// </para>
/// <para>Ratios: P. M. J. Harris, <em>Pivot selection methods of the Devex LP code</em>, 1973. Pricing: steepest edge, exact here, since B⁻¹ is at hand
/// (D. Goldfarb, J. Forrest, 1992). After long stalls: R. G. Bland's rule, 1977.</para>
/// </remarks>
public sealed class DenseSimplex : ILinearProgramSolver
{
    /// <inheritdoc/>
    public LinearProgramEngine Engine => LinearProgramEngine.Dense;

    /// <summary>Opens a <see cref="DenseSession"/>; it copies the mirrored rows and allocates all it needs at once: O(m·d + d²) doubles.</summary>
    public ILinearProgramSession Open(HRepresentation constraints) => new DenseSession(constraints);
}
