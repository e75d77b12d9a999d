using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>A closed ball ‖x − x₀‖ ≤ r in norm 1 or 2 that holds all points that a tree speaks of (norm ∞ is folded into the box): x₀ between doubles, r a double that is at least the radius.</summary>
internal sealed class CheckedBall(VectorNorm norm, IReadOnlyList<Rational> center, double radius)
{
    // Squares below 2⁻¹⁰⁷⁵ may vanish: fewer than 2⁴⁰ of them, so the root of their sum is below 2⁻⁵¹⁷.
    private static readonly double s_lostRoot = Math.ScaleB(1d, -517);

    // The sum of d squares is off by γ_{d+1} at most, its root by half of that, and then come the roundings of root, product and sum: less than (d + 8) · 2⁻⁵² for d < 2³¹.
    private static readonly double s_ulp = Math.ScaleB(1d, -52);

    public double[] CenterLow { get; } = [.. center.Select(static x => x.RoundDown())];

    public double[] CenterHigh { get; } = [.. center.Select(static x => x.RoundUp())];

    /// <summary>At least r‖c‖ in the dual norm: how far below its value at the center a form c can be in the ball.</summary>
    public double Reach(ReadOnlySpan<double> form)
    {
        double sum = 0d;
        if (norm == VectorNorm.L1)
        {
            foreach (double c in form)
            {
                sum = Math.Max(sum, Math.Abs(c));
            }
        }
        else
        {
            foreach (double c in form)
            {
                sum += c * c;
            }

            sum = (Math.Sqrt(sum) * (1d + ((form.Length + 8d) * s_ulp))) + s_lostRoot;
        }

        return Math.BitIncrement(radius * sum);
    }
}
