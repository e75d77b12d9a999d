namespace PiecewiseLinear.Certificates;

/// <summary>What rounding may have cost a linear bound computed in doubles: at most Rate·A + Underflow, A the sum of its charges.</summary>
/// <remarks>
/// <para>A row of doubles over a node's values is <em>taken as is</em>; what is charged is the difference between the row that was computed one step below and the one that exact arithmetic on this row would have given, times
/// a bound of the values on the whole box of the group. Let u = 2⁻⁵³, V ≥ |v| the bounds of a node's values there, and T = Σ|W|V + |b| those of the sums of an affine node before its divisor.</para>
/// <para>(Product) r·slope, exact but for one rounding: at most u·|fl(r·slope)|, times V of the pre-activation. (Quotient) likewise. (Inner products) Σᵢ qᵢWᵢⱼ in any order, fused or not: at most γₙΣᵢ|qᵢ||Wᵢⱼ| with γₙ = nu/(1 − nu), times Vⱼ, summed over j:
/// at most γₙΣᵢ|qᵢ|Tᵢ, the products qᵢbᵢ of the constant included. (Sums) where two consumers meet, at most u times the computed sum, times V. (Offsets) γₙΣ|r|t. (Constant) each addition u times the partial sum, which is at most (1 + γ) times
/// the charges so far. (Start) a coefficient rounded to the nearest double: u·|c|·V. (Minimum) γ_{2d+6} times the sizes that are added up: over a box Σ|fⱼ|Xⱼ + |constant|; in a ball r‖f′‖ more (<see cref="CheckedBall"/>), with few changes the gains (<see cref="ChangeMinimum"/>). Each term is a rate times a charge that is summed up in A, and the rates that one charge meets add up to at most
/// (N + 8)u(1 + 2⁻⁹) with N = 4d + Σ over nodes (width + 8), the input among them, if Nu ≤ 2⁻¹⁰. A itself, the product with Rate, and the subtraction are rounded: relative errors of at most (N + 4)u of something of size A·Rate, and u of something of size 2A. Rate = 2(N + 16)u covers all.</para>
/// <para>Underflow: a product, quotient or its fused form is off by at most 2⁻¹⁰⁷⁵ more; fewer than 2⁴⁰ of them are each multiplied by a value of at most 2¹⁰⁰ (larger ones are refused): together below 2⁻⁹⁰⁰. Overflow makes A infinite or not a
/// number, and then no comparison holds.</para>
/// </remarks>
internal readonly record struct RoundingCharge
{
    private const double UnitRoundoff = 1.1102230246251565e-16;
    private const int UnderflowExponent = -900;
    private const int MagnitudeExponent = 100;
    private const long MostRoundings = 1L << 43;

    public RoundingCharge(long roundings)
    {
        Rate = roundings < MostRoundings ? 2d * (roundings + 16) * UnitRoundoff : double.PositiveInfinity;
        Underflow = Math.ScaleB(1d, UnderflowExponent);
    }

    /// <summary>The factor of A.</summary>
    public double Rate { get; }

    /// <summary>The constant.</summary>
    public double Underflow { get; }

    /// <summary>Values that may be larger are not bounded.</summary>
    public static double LargestMagnitude { get; } = Math.ScaleB(1d, MagnitudeExponent);

    /// <summary>An upper bound of a sum of nonnegative products that was computed in doubles as <paramref name="sum"/>.</summary>
    public double Up(double sum) => (sum * (1d + Rate)) + Underflow;

    /// <summary>What is certain to be at most the value.</summary>
    public double Below(double value, double charges) => value - ((charges * Rate) + Underflow);
}
