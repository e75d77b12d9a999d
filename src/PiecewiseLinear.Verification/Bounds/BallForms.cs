using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification;

/// <summary>
/// A linear form c on box ∩ ball. For every split c = c' + c'' the number ⟨c', x0⟩ − r‖c'‖ + min over the box of ⟨c'', x⟩ (dual norm) is a lower bound; with the split below, taken from optimality in d = x − x0, it is the least value
/// where box and ball meet. One instance a thread; nothing is allocated after it is made.
/// </summary>
/// <remarks>
/// <para>
/// Let x0_j − x_j, taken with the sign of c_j, go from a_j to cap_j in the box, and near_j be the number in between that is nearest to 0 (0 where the box holds x0_j). The minimizer's d_j is near_j at least, cap_j at most. Norm 1: what is left of r after Σ|near| is
/// filled with cap − near in descending |c_j|; μ is the |c_j| where it is full, 0 where it never is; c'_j has the sign of c_j and the size min(|c_j|, μ) where near_j = 0, else μ with the sign of near_j. Norm 2: d_j is |c_j|/μ moved to [near_j, cap_j],
/// with Σd² = r², and c'_j = μ·d_j. Norm ∞: d_j = min(r, cap_j); c'_j = c_j where cap_j &gt; r, else 0.
/// </para>
/// <para>
/// Whatever μ is, the bound holds: c' is what is computed, and |c_j| − |c'_j| is off by one rounding. It is evaluated as ⟨c, x0⟩ − Σ(|c_j| − |c'_j|)·cap_j − r‖c'‖, |c'_j| with its sign to c_j, near_j for cap_j where it is above |c_j|. The first two sums
/// are off by fewer than 3(n + 5) roundings of Σ|c_j|·|x_j| with |x_j| at most the magnitudes of the root box, which the caller charges (4(3n + 8) of them, see <see cref="RoundingBudget"/>); the product is rounded up here. Where x0 is outside of the box, c' and c'' may be
/// larger than c, and the roundings of their terms are charged here, too.
/// </para>
/// </remarks>
internal sealed unsafe class BallForms
{
    private const int MostPasses = 64;
    private const int UnderflowExponent = -500;
    private const int RoundingExponent = -50;
    private static readonly double s_underflow = Math.ScaleB(1d, UnderflowExponent);
    private readonly double[] _center;
    private readonly VectorNorm _norm;
    private readonly double[] _scratch;
    private readonly double* _sizes;
    private readonly double* _caps;
    private readonly double* _near;
    private readonly int _stride;
    private readonly double _factor;
    private double _atCenter;
    private double _outside;

    /// <param name="center">The center x0.</param>
    /// <param name="norm">The norm.</param>
    public BallForms(double[] center, VectorNorm norm)
    {
        (_center, _norm, _stride) = (center, norm, AlignedMatrix.Padded(center.Length));

        // A sum of n nonnegative products, its root and the last product are off by fewer than n + 4 roundings; squares that underflow by less than 2⁻⁵⁰⁰ under the root.
        _factor = 1d + Math.ScaleB(center.Length + 4, RoundingExponent);
        _scratch = GC.AllocateArray<double>(3 * _stride, pinned: true);
        _sizes = (double*)Unsafe.AsPointer(ref _scratch[0]);
        _caps = _sizes + _stride;
        _near = _caps + _stride;
    }

    /// <summary>A lower bound of the form on box ∩ ball, but for the roundings that the caller charges.</summary>
    public double Minimum(double* form, ReadOnlySpan<double> low, ReadOnlySpan<double> high, double radius)
    {
        Load(form, low, high);
        (double dual, double charge) = Split(Threshold(radius));
        return _atCenter - charge - (radius * dual);
    }

    /// <summary>A point of box ∩ ball where the form is least, in doubles; one of the box near to the ball where they do not meet.</summary>
    public void Minimizer(double* form, ReadOnlySpan<double> low, ReadOnlySpan<double> high, double radius, Span<double> point)
    {
        Load(form, low, high);
        double threshold = Threshold(radius), left = radius - _outside;
        for (int j = 0; j < point.Length && _norm == VectorNorm.L1; j++)
        {
            left -= _sizes[j] > threshold ? _caps[j] - _near[j] : 0d;
        }

        for (int j = 0; j < point.Length; j++)
        {
            double cap = _caps[j], near = _near[j], size = _sizes[j], step;
            switch (_norm)
            {
                case VectorNorm.L1:
                    bool last = size == threshold && threshold > 0d;
                    double further = size > threshold ? cap - near : last ? Math.Clamp(left, 0d, cap - near) : 0d;
                    left -= last ? further : 0d;
                    step = near + further;
                    break;
                case VectorNorm.L2:
                    step = threshold > 0d ? Math.Clamp(size / threshold, near, cap) : size > 0d ? cap : near;
                    break;
                default:
                    step = size > 0d ? Math.Min(cap, radius) : 0d;
                    break;
            }

            point[j] = Math.Clamp(_center[j] - (form[j] < 0d ? -step : step), low[j], high[j]);
        }
    }

    /// <summary>
    /// A lower bound of the radius at which constant + form falls to 0 on box ∩ ball; more than 2⁴⁰⁰ times its value at x0 where it stays positive on the box, 0 where it is not positive at x0. Every split proves (constant + ⟨c, x0⟩ − Σ(|c_j| − |c'_j|)·cap_j)/‖c'‖;
    /// the split that is best at the radius of the one before proves no less (Dinkelbach 1967: Newton's method, since the minimum is convex in the radius). Up to the roundings that the caller charges, and one of the quotient.
    /// </summary>
    public double Distance(double* form, double constant, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        Load(form, low, high);
        double distance = 0d, margin = constant + _atCenter, threshold = _norm == VectorNorm.LInf ? 0d : double.PositiveInfinity;
        for (int pass = 0; pass < MostPasses; pass++)
        {
            (double dual, double charge) = pass == 0 ? (Norm(), 0d) : Split(threshold);
            double left = margin - charge;
            if (!(left > 0d) || !double.IsFinite(dual))
            {
                break;
            }

            // A norm below 2⁻⁵⁰⁰ may have lost all its squares.
            double next = left / Math.Max(dual, s_underflow);
            if (!(next > distance))
            {
                break;
            }

            distance = next;
            threshold = Threshold(distance);
        }

        return distance;
    }

    /// <summary>Takes a form with its caps.</summary>
    private void Load(double* form, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        Vector512<double> sums = default, outside = default, zero = default;
        int n = _center.Length, j = 0;
        for (; j + AlignedMatrix.Lanes <= n; j += AlignedMatrix.Lanes)
        {
            Vector512<double> c = Vector512.Load(form + j), center = Vector512.Create(_center.AsSpan(j, AlignedMatrix.Lanes));
            Vector512<double> positive = Vector512.GreaterThanOrEqual(c, zero);
            Vector512<double> down = center - Vector512.Create(low.Slice(j, AlignedMatrix.Lanes)), up = Vector512.Create(high.Slice(j, AlignedMatrix.Lanes)) - center;
            Vector512<double> cap = Vector512.ConditionalSelect(positive, down, up), least = Vector512.ConditionalSelect(positive, up, down);
            Vector512<double> near = Vector512.Max(-least, zero) + Vector512.Min(cap, zero);
            sums = Vector512.MultiplyAddEstimate(c, center, sums);
            outside += Vector512.Abs(near);
            Vector512.Abs(c).Store(_sizes + j);
            cap.Store(_caps + j);
            near.Store(_near + j);
        }

        _atCenter = Vector512.Sum(sums);
        _outside = Vector512.Sum(outside);
        for (; j < n; j++)
        {
            double c = form[j], down = _center[j] - low[j], up = high[j] - _center[j];
            _atCenter += c * _center[j];
            _sizes[j] = Math.Abs(c);
            _caps[j] = c >= 0d ? down : up;
            _near[j] = Math.Max(-(c >= 0d ? up : down), 0d) + Math.Min(_caps[j], 0d);
            _outside += Math.Abs(_near[j]);
        }
    }

    /// <summary>What says which c' is best at a radius: μ, for norm ∞ the radius itself.</summary>
    private double Threshold(double radius)
        => _norm switch
        {
            VectorNorm.L1 => BallMultiplier.Fill(_sizes, _caps, _near, _stride, radius - _outside),
            VectorNorm.L2 => BallMultiplier.Clamp(_sizes, _caps, _near, _stride, radius),
            _ => radius,
        };

    /// <summary>‖c'‖ rounded up, and Σ(|c_j| − |c'_j|)·cap_j.</summary>
    private (double Dual, double Charge) Split(double threshold)
    {
        Vector512<double> t = Vector512.Create(threshold), charges = default, roundings = default, squares = default, sizes = default, zero = default;
        for (int j = 0; j < _stride; j += AlignedMatrix.Lanes)
        {
            Vector512<double> size = Vector512.Load(_sizes + j), cap = Vector512.Load(_caps + j), near = Vector512.Load(_near + j);
            Vector512<double> kept = _norm switch
            {
                VectorNorm.L1 => Vector512.ConditionalSelect(Vector512.Equals(near, zero), Vector512.Min(size, t), Vector512.CopySign(t, near)),
                VectorNorm.L2 => Vector512.Max(t * near, Vector512.Min(size, t * cap)),
                _ => size & Vector512.GreaterThan(cap, t),
            };
            Vector512<double> rest = size - kept, term = rest * Vector512.ConditionalSelect(Vector512.LessThan(rest, zero), near, cap);
            charges += term;
            roundings += Vector512.Abs(term);
            squares = Vector512.MultiplyAddEstimate(kept, kept, squares);
            sizes += kept;
        }

        // In norm 1 no |c'_j| is above μ, and where μ > 0 some is μ.
        double dual = _norm switch { VectorNorm.L1 => threshold, VectorNorm.L2 => Up(Math.Sqrt(Vector512.Sum(squares))), _ => Up(Vector512.Sum(sizes)) }, charge = Vector512.Sum(charges);
        return _outside > 0d && _norm != VectorNorm.LInf ? (Up(dual), charge + (Vector512.Sum(roundings) * (_factor - 1d))) : (dual, charge);
    }

    /// <summary>The dual norm of the whole form, rounded up.</summary>
    private double Norm()
    {
        Vector512<double> largest = default, squares = default, sizes = default;
        for (int j = 0; j < _stride; j += AlignedMatrix.Lanes)
        {
            Vector512<double> size = Vector512.Load(_sizes + j);
            largest = Vector512.Max(largest, size);
            squares = Vector512.MultiplyAddEstimate(size, size, squares);
            sizes += size;
        }

        return _norm switch { VectorNorm.L1 => Largest(largest), VectorNorm.L2 => Up(Math.Sqrt(Vector512.Sum(squares))), _ => Up(Vector512.Sum(sizes)) };
    }

    private double Up(double norm) => (norm * _factor) + s_underflow;

    /// <summary>The largest number of a vector that is above 0, else 0.</summary>
    public static double Largest(Vector512<double> values)
    {
        double largest = 0d;
        for (int k = 0; k < AlignedMatrix.Lanes; k++)
        {
            largest = Math.Max(largest, values[k]);
        }

        return largest;
    }
}
