using System.Runtime.CompilerServices;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// A closed ball ‖x − x₀‖ ≤ r in norm 1 or 2 that holds all points that a tree speaks of (norm ∞ is folded into the box); r a double that is at least the radius. A form c is at least
/// ⟨c′, x₀⟩ − r‖c′‖ + min over the box of ⟨c″, x⟩ where box and ball meet, ‖·‖ the dual norm, for every split c = c′ + c″. The split taken is a best one (docs/certificates.md 7.4), but for rounding.
/// </summary>
internal sealed class CheckedBall(VectorNorm norm, CheckedPoint center, double radius)
{
    private const int MostPasses = 64;

    // Squares below 2⁻¹⁰⁷⁵ may vanish: fewer than 2⁴⁰ of them, so the root of their sum is below 2⁻⁵¹⁷.
    private static readonly double s_lostRoot = Math.ScaleB(1d, -517);

    // The sum of d squares is off by γ_{d+1} at most, its root by half of that, and then come the roundings of root, product and sum: less than (d + 8) · 2⁻⁵² for d < 2³¹.
    private static readonly double s_ulp = Math.ScaleB(1d, -52);

    // Where box and ball (nearly) only touch, the multiplier of norm 2 has no end.
    private static readonly double s_leastRoom = Math.ScaleB(1d, -20);
    private static readonly double s_same = Math.ScaleB(1d, -45);

    private readonly double[] _sizes = new double[center.Low.Length];
    private readonly double[] _near = new double[center.Low.Length];
    private readonly double[] _far = new double[center.Low.Length];

    /// <summary>
    /// What the form is at least where the ball and a box meet, or −∞ where the box alone is as good. Of c″ = c − c′ and the products each is rounded once more than over the box alone; where the box holds the center |c′| + |c″| ≤ |c| but for that, so that the charges are the same.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Minimum(CheckedForm form, ReadOnlySpan<double> low, ReadOnlySpan<double> high, RoundingCharge rounding)
    {
        ReadOnlySpan<double> c = form.Coefficients, magnitudes = form.Magnitudes, centerLow = center.Low, centerHigh = center.High;
        double multiplier = Multiplier(c, low, high);
        if (!(multiplier > 0d))
        {
            return double.NegativeInfinity;
        }

        double sum = form.Constant, charges = form.Charges;
        for (int j = 0; j < c.Length; j++)
        {
            double up = high[j] - centerLow[j], down = centerLow[j] - low[j];
            double part = norm == VectorNorm.L2 ? Math.Max(-multiplier * up, Math.Min(c[j], multiplier * down))
                : down < 0d ? -multiplier : up < 0d ? multiplier : Math.Max(-multiplier, Math.Min(c[j], multiplier));
            double rest = c[j] - part;
            _sizes[j] = Math.Abs(part);
            sum += (part * (part >= 0d ? centerLow[j] : centerHigh[j])) + (rest * (rest >= 0d ? low[j] : high[j]));
            charges += (_sizes[j] + Math.Abs(rest)) * magnitudes[j];
        }

        double reach = Reach(_sizes);
        return rounding.Below(sum - reach, charges + reach);
    }

    /// <summary>Lagrange's multiplier μ of the radius; 0 where the box alone is as good. It only chooses the split.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Multiplier(ReadOnlySpan<double> c, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        ReadOnlySpan<double> centerLow = center.Low;
        double room = radius;
        for (int j = 0; j < c.Length; j++)
        {
            // The steps in the direction that lowers the form: the size of the nearest one, and of the farthest.
            double up = high[j] - centerLow[j], down = centerLow[j] - low[j], far = c[j] > 0d ? down : up;
            _sizes[j] = Math.Abs(c[j]);
            _near[j] = Math.Max(0d, Math.Max(-up, -down));
            _far[j] = Math.Max(far, _near[j]);
            room -= _near[j];
        }

        if (norm == VectorNorm.L2)
        {
            return Shorten();
        }

        for (int j = 0; j < c.Length; j++)
        {
            _far[j] -= _near[j];
        }

        return Threshold.Of(_sizes, _far, room);
    }

    /// <summary>Norm 2: the μ where the steps |c|/μ, moved between the nearest and the farthest, have the length r. The sum of their squares is linear in 1/μ² between its bends: Newton's method, with halving where it would leave what is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Shorten()
    {
        double squares = 0d, nearest = 0d, farthest = 0d;
        for (int j = 0; j < _sizes.Length; j++)
        {
            double far = _sizes[j] > 0d ? _far[j] : _near[j];
            (squares, nearest, farthest) = (squares + (_sizes[j] * _sizes[j]), nearest + (_near[j] * _near[j]), farthest + (far * far));
        }

        double square = Math.Max(radius * radius, nearest + (radius * radius * s_leastRoom)), scale = squares > 0d ? radius / Math.Sqrt(squares) : 0d, below = 0d, above = double.PositiveInfinity;
        if (farthest <= square || !(scale > 0d))
        {
            return 0d;
        }

        for (int pass = 0; pass < MostPasses; pass++)
        {
            double slope = 0d, room = square;
            for (int j = 0; j < _sizes.Length; j++)
            {
                double step = _sizes[j] * scale, end = step <= _near[j] ? _near[j] : _far[j];
                bool isBetween = step > _near[j] && step < _far[j];
                (slope, room) = isBetween ? (slope + (_sizes[j] * _sizes[j]), room) : (slope, room - (end * end));
            }

            double next = room > 0d && slope > 0d ? Math.Sqrt(room / slope) : double.NaN;
            if (Math.Abs(next - scale) <= scale * s_same)
            {
                break;
            }

            (below, above) = scale * scale * slope < room ? (scale, above) : (below, scale);
            scale = next > below && next < above ? next : double.IsInfinity(above) ? 4d * scale : (below + above) / 2d;
        }

        return 1d / scale;
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
