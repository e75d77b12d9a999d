namespace PiecewiseLinear.Verification;

/// <summary>What rounding may cost a linear bound that was computed in doubles: at most Rate · A + Underflow.</summary>
/// <remarks>
/// <para>
/// A bound is a row of doubles that is carried from the outputs of a level to the level below, each time <em>taken as is</em>: what is proved is a bound of the row that was
/// computed, and the difference to the row that should have been computed is charged. Let u = 2⁻⁵³, N the number of roundings that any one number meets on the way (products and
/// sums of the longest inner product at each level, and of the constant along all levels), γ = N·u/(1 − N·u).
/// </para>
/// <para>
/// At hidden layer k the row Λ over the outputs h becomes M over the pre-activations z by h ≥ αz (0 ≤ α ≤ 1) or h ≤ λz + t: M̂ⱼ is off by at most u·|M̂ⱼ|, the constant by γ·|Λⱼ|tⱼ. Then Σⱼ M̂ⱼWⱼᵢ is
/// off by at most γ·Σⱼ|M̂ⱼ||Wⱼᵢ| for each i, which counts times |hᵢ| ≤ Hᵢ; with Tⱼ = Σᵢ|Wⱼᵢ|Hᵢ + |bⱼ| both, and the bias, are at most 2γ·Σⱼ|M̂ⱼ|Tⱼ. Hᵢ are bounds on the <em>root</em> box, so they
/// are computed once a search. At the input the sum over the box is off by γ·Σⱼ|Λⱼ||xⱼ|. Let A be the sum of all of these without γ. A is a sum of nonnegative numbers, computed with a relative
/// error of at most γ, and so is what is subtracted; Rate = 4·(N + 16)·u covers the factor 2, both errors, and the last subtraction.
/// </para>
/// <para>
/// Products that underflow are off by at most 2⁻¹⁰⁷⁴ instead; there are fewer than 2³² of them, and none is counted more than T ≤ 2¹⁰⁰ times: 2⁻⁹⁰⁰ covers them. Where some T is larger, no
/// bound is claimed.
/// </para>
/// </remarks>
/// <param name="Rate">The factor of A.</param>
/// <param name="Underflow">The constant.</param>
internal readonly record struct RoundingBudget(double Rate, double Underflow)
{
    private const double UnitRoundoff = 1.1102230246251565e-16;
    private const int UnderflowExponent = -900;

    /// <summary>Magnitudes beyond it are not bounded.</summary>
    public static double LargestMagnitude { get; } = Math.ScaleB(1d, 100);

    /// <summary>The budget of a chain of the given widths (input, hidden layers, output).</summary>
    public static RoundingBudget Of(ReadOnlySpan<int> widths)
    {
        long roundings = 0;
        foreach (int width in widths)
        {
            roundings += (3L * width) + 8;
        }

        return new RoundingBudget(4d * (roundings + 16) * UnitRoundoff, Math.ScaleB(1d, UnderflowExponent));
    }

    /// <summary>A sum of nonnegative terms, computed in any order, rounded so that it is not below the exact one.</summary>
    public double Up(double sum) => (sum * (1d + Rate)) + Underflow;
}
