using System.Runtime.CompilerServices;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// A closed ball ‖x − x₀‖ ≤ r in norm 1 or 2 that holds all points that a tree speaks of (norm ∞ is folded into the box); r a double that is at least the radius. A form c is at least
/// ⟨c′, x₀⟩ − r‖c′‖ + min over the box of ⟨c″, x⟩ where box and ball meet, ‖·‖ the dual norm, for every split c = c′ + c″. The split taken is a best one (Lagrange's multiplier μ of the radius), but for rounding.
/// </summary>
internal sealed class CheckedBall(VectorNorm norm, CheckedPoint center, double radius)
{
    // Squares below 2⁻¹⁰⁷⁵ may vanish: fewer than 2⁴⁰ of them, so the root of their sum is below 2⁻⁵¹⁷.
    private static readonly double s_lostRoot = Math.ScaleB(1d, -517);

    // The sum of d squares is off by γ_{d+1} at most, its root by half of that, and then come the roundings of root, product and sum: less than (d + 8) · 2⁻⁵² for d < 2³¹.
    private static readonly double s_ulp = Math.ScaleB(1d, -52);

    private readonly double[] _sizes = new double[center.Low.Length];
    private readonly double[] _caps = new double[center.Low.Length];

    /// <summary>
    /// What the form is at least where the ball and a box meet, or −∞ where the box alone is as good. Of c″ = c − c′ and the products each is rounded once more than over the box alone; |c′| + |c″| ≤ |c| but for that, so that the charges are the same.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Minimum(CheckedForm form, ReadOnlySpan<double> low, ReadOnlySpan<double> high, RoundingCharge rounding)
    {
        ReadOnlySpan<double> c = form.Coefficients, magnitudes = form.Magnitudes, centerLow = center.Low, centerHigh = center.High;
        Span<double> own = norm == VectorNorm.L1 ? LevelOff(c, low, high) : Shorten(c, low, high);
        if (own.IsEmpty)
        {
            return double.NegativeInfinity;
        }

        double reach = Reach(own), sum = form.Constant - reach, charges = form.Charges + reach;
        for (int j = 0; j < c.Length; j++)
        {
            double part = c[j] >= 0d ? own[j] : -own[j], rest = c[j] - part;
            sum += (part * (part >= 0d ? centerLow[j] : centerHigh[j])) + (rest * (rest >= 0d ? low[j] : high[j]));
            charges += Math.Abs(c[j]) * magnitudes[j];
        }

        return rounding.Below(sum, charges);
    }

    /// <summary>Norm 1: the sizes of c′ are those of c, cut off at μ. Going down the sizes of c, μ is the one at which the ways to the ends of the box first add up to the radius.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Span<double> LevelOff(ReadOnlySpan<double> c, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        Ways(c, low, high);
        double level = Threshold.Of(_sizes, _caps, radius);
        for (int j = 0; j < c.Length; j++)
        {
            _sizes[j] = Math.Min(Math.Abs(c[j]), level);
        }

        return level > 0d ? _sizes : [];
    }

    /// <summary>
    /// Norm 2: the sizes of c′ are those of c, cut off at μ times the ways to the ends of the box, and Σ min(|c|/μ, way)² = r². The set S of the inputs that are cut off only grows while μ falls to
    /// √(Σ of c² outside of S / (r² − Σ of way² in S)).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Span<double> Shorten(ReadOnlySpan<double> c, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        Ways(c, low, high);
        double slope = double.PositiveInfinity;
        int before, cut = -1;
        do
        {
            (before, cut) = (cut, 0);
            double squares = 0d, room = radius * radius;
            for (int j = 0; j < c.Length; j++)
            {
                if (_sizes[j] > slope * _caps[j])
                {
                    room -= _caps[j] * _caps[j];
                    cut++;
                }
                else
                {
                    squares += _sizes[j] * _sizes[j];
                }
            }

            if (!(room > 0d && squares > 0d))
            {
                return [];
            }

            slope = Math.Sqrt(squares / room);
        }
        while (cut > before);

        for (int j = 0; j < c.Length; j++)
        {
            _sizes[j] = Math.Min(_sizes[j], slope * _caps[j]);
        }

        return _sizes;
    }

    /// <summary>The sizes of the coefficients, and how far the box lets each input go in the direction that lowers the form. They only choose the split.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Ways(ReadOnlySpan<double> c, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        ReadOnlySpan<double> centerLow = center.Low;
        for (int j = 0; j < c.Length; j++)
        {
            _sizes[j] = Math.Abs(c[j]);
            _caps[j] = Math.Max(0d, c[j] > 0d ? centerLow[j] - low[j] : high[j] - centerLow[j]);
        }
    }

    /// <summary>At least r‖c‖ in the dual norm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Reach(ReadOnlySpan<double> sizes)
    {
        double sum = 0d;
        if (norm == VectorNorm.L1)
        {
            foreach (double size in sizes)
            {
                sum = Math.Max(sum, size);
            }
        }
        else
        {
            foreach (double size in sizes)
            {
                sum += size * size;
            }

            sum = (Math.Sqrt(sum) * (1d + ((sizes.Length + 8d) * s_ulp))) + s_lostRoot;
        }

        return Math.BitIncrement(radius * sum);
    }
}
