using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification;

/// <summary>
/// A linear form c on box ∩ ball. For every split c = c' + c'' the number ⟨c', x0⟩ − r‖c'‖ + min over the box of ⟨c'', x⟩ (dual norm) is a lower bound; with the split below, taken from optimality in d = x − x0, it is the least value
/// where x0 lies in the box. One instance a thread; nothing is allocated after it is made.
/// </summary>
/// <remarks>
/// <para>
/// Let cap_j ≥ 0 be how far x_j may go from x0_j in the box in the direction that lowers c_j·x_j. The minimizer moves x_j by d_j ≤ cap_j that way. Norm 1: caps are filled in descending |c_j| until they add up to r; μ is the |c_j| where
/// they do, 0 where they never do, and c'_j = clamp(c_j, ±μ). Norm 2: d_j = min(|c_j|/μ, cap_j) with Σd² = r², c'_j = clamp(c_j, ±μ·cap_j). Norm ∞: d_j = min(r, cap_j); c'_j = c_j where cap_j &gt; r, else 0.
/// </para>
/// <para>
/// Whatever μ is, the bound holds: c' is what is computed, and |c_j| − |c'_j| is off by one rounding. It is evaluated as ⟨c, x0⟩ − Σ(|c_j| − |c'_j|)·cap_j − r‖c'‖, the caps with their sign (x0 may lie outside of a part's box). The first two sums
/// are off by fewer than 3(n + 5) roundings of Σ|c_j|·|x_j| with |x_j| at most the magnitudes of the root box, which the caller charges (4(3n + 8) of them, see <see cref="RoundingBudget"/>); the product is rounded up here.
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
    private readonly int _stride;
    private readonly double _factor;
    private double _atCenter;

    /// <param name="center">The center x0.</param>
    /// <param name="norm">The norm.</param>
    public BallForms(double[] center, VectorNorm norm)
    {
        (_center, _norm, _stride) = (center, norm, AlignedMatrix.Padded(center.Length));

        // A sum of n nonnegative products, its root and the last product are off by fewer than n + 4 roundings; squares that underflow by less than 2⁻⁵⁰⁰ under the root.
        _factor = 1d + Math.ScaleB(center.Length + 4, RoundingExponent);
        _scratch = GC.AllocateArray<double>(2 * _stride, pinned: true);
        _sizes = (double*)Unsafe.AsPointer(ref _scratch[0]);
        _caps = _sizes + _stride;
    }

    /// <summary>A lower bound of the form on box ∩ ball, but for the roundings that the caller charges.</summary>
    public double Minimum(double* form, ReadOnlySpan<double> low, ReadOnlySpan<double> high, double radius)
    {
        Load(form, low, high);
        (double dual, double charge) = Split(Threshold(radius));
        return _atCenter - charge - (radius * dual);
    }

    /// <summary>A point of box ∩ ball where the form is least, in doubles; where x0 is outside of the box, of the box only.</summary>
    public void Minimizer(double* form, ReadOnlySpan<double> low, ReadOnlySpan<double> high, double radius, Span<double> point)
    {
        Load(form, low, high);
        double threshold = Threshold(radius), left = radius;
        for (int j = 0; j < point.Length && _norm == VectorNorm.L1; j++)
        {
            left -= _sizes[j] > threshold ? Math.Max(0d, _caps[j]) : 0d;
        }

        for (int j = 0; j < point.Length; j++)
        {
            double cap = Math.Max(0d, _caps[j]), size = _sizes[j], step;
            switch (_norm)
            {
                case VectorNorm.L1:
                    bool last = size == threshold && threshold > 0d;
                    step = size > threshold ? cap : last ? Math.Clamp(left, 0d, cap) : 0d;
                    left -= last ? step : 0d;
                    break;
                case VectorNorm.L2:
                    step = threshold > 0d ? Math.Min(size / threshold, cap) : size > 0d ? cap : 0d;
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
        Vector512<double> sums = default;
        int n = _center.Length, j = 0;
        for (; j + AlignedMatrix.Lanes <= n; j += AlignedMatrix.Lanes)
        {
            Vector512<double> c = Vector512.Load(form + j), center = Vector512.Create(_center.AsSpan(j, AlignedMatrix.Lanes));
            Vector512<double> positive = Vector512.GreaterThanOrEqual(c, Vector512<double>.Zero);
            Vector512<double> down = center - Vector512.Create(low.Slice(j, AlignedMatrix.Lanes)), up = Vector512.Create(high.Slice(j, AlignedMatrix.Lanes)) - center;
            sums = Vector512.MultiplyAddEstimate(c, center, sums);
            Vector512.Abs(c).Store(_sizes + j);
            Vector512.ConditionalSelect(positive, down, up).Store(_caps + j);
        }

        _atCenter = Vector512.Sum(sums);
        for (; j < n; j++)
        {
            double c = form[j];
            _atCenter += c * _center[j];
            _sizes[j] = Math.Abs(c);
            _caps[j] = c >= 0d ? _center[j] - low[j] : high[j] - _center[j];
        }
    }

    /// <summary>What says which c' is best at a radius: μ, for norm ∞ the radius itself.</summary>
    private double Threshold(double radius)
        => _norm switch { VectorNorm.L1 => FillingThreshold(radius), VectorNorm.L2 => ClampingThreshold(radius), _ => radius };

    /// <summary>‖c'‖ rounded up, and Σ(|c_j| − |c'_j|)·cap_j.</summary>
    private (double Dual, double Charge) Split(double threshold)
    {
        Vector512<double> t = Vector512.Create(threshold), charges = default, squares = default, sizes = default;
        for (int j = 0; j < _stride; j += AlignedMatrix.Lanes)
        {
            Vector512<double> size = Vector512.Load(_sizes + j), cap = Vector512.Load(_caps + j);
            Vector512<double> kept = _norm switch
            {
                VectorNorm.L1 => Vector512.Min(size, t),
                VectorNorm.L2 => Vector512.Min(size, t * Vector512.Max(cap, Vector512<double>.Zero)),
                _ => size & Vector512.GreaterThan(cap, t),
            };
            charges = Vector512.MultiplyAddEstimate(size - kept, cap, charges);
            squares = Vector512.MultiplyAddEstimate(kept, kept, squares);
            sizes += kept;
        }

        // In norm 1 no |c'_j| is above μ, and where μ > 0 some is μ.
        double dual = _norm switch { VectorNorm.L1 => threshold, VectorNorm.L2 => Up(Math.Sqrt(Vector512.Sum(squares))), _ => Up(Vector512.Sum(sizes)) };
        return (dual, Vector512.Sum(charges));
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

    /// <summary>Norm 1: the largest |c_j| such that the caps of all that are as large add up to r, by a pivot at the mean of those in question; 0 where all caps add up to less.</summary>
    private double FillingThreshold(double radius)
    {
        double low = 0d, high = double.PositiveInfinity, largest = 0d;
        for (int pass = 0; pass < MostPasses; pass++)
        {
            // Of the sizes in (low, high]: how many there are, their sum and the largest.
            Vector512<double> from = Vector512.Create(low), to = Vector512.Create(high), sums = default, counts = default, tops = default;
            for (int j = 0; j < _stride; j += AlignedMatrix.Lanes)
            {
                Vector512<double> size = Vector512.Load(_sizes + j), inside = Vector512.GreaterThan(size, from) & Vector512.LessThanOrEqual(size, to);
                sums += size & inside;
                counts += Vector512<double>.One & inside;
                tops = Vector512.Max(tops, size & inside);
            }

            double count = Vector512.Sum(counts);
            largest = Largest(tops);
            if (pass == 0 && (count == 0d || CapsAbove(0d) < radius))
            {
                return 0d;
            }

            double pivot = Vector512.Sum(sums) / count;
            if (!(count > 1d) || !(pivot < largest) || !(pivot > low))
            {
                break;
            }

            if (CapsAbove(pivot) >= radius)
            {
                low = pivot;
            }
            else
            {
                high = pivot;
            }
        }

        return largest;
    }

    /// <summary>The sum of the caps where |c_j| is above a number.</summary>
    private double CapsAbove(double size)
    {
        Vector512<double> least = Vector512.Create(size), sums = default;
        for (int j = 0; j < _stride; j += AlignedMatrix.Lanes)
        {
            sums += Vector512.Max(Vector512.Load(_caps + j), Vector512<double>.Zero) & Vector512.GreaterThan(Vector512.Load(_sizes + j), least);
        }

        return Vector512.Sum(sums);
    }

    /// <summary>Norm 2: the μ with Σmin(|c_j|/μ, cap_j)² = r², by the set of those at their caps, which only grows while μ falls; 0 where all are.</summary>
    private double ClampingThreshold(double radius)
    {
        double threshold = double.PositiveInfinity, square = radius * radius;
        for (int pass = 0; pass < MostPasses; pass++)
        {
            Vector512<double> t = Vector512.Create(threshold), free = default, full = default;
            for (int j = 0; j < _stride; j += AlignedMatrix.Lanes)
            {
                Vector512<double> size = Vector512.Load(_sizes + j), cap = Vector512.Max(Vector512.Load(_caps + j), Vector512<double>.Zero);
                Vector512<double> capped = pass == 0 ? default : Vector512.GreaterThan(size, t * cap);
                free += Vector512.AndNot(size * size, capped);
                full += (cap * cap) & capped;
            }

            double rest = square - Vector512.Sum(full), next = rest > 0d ? Math.Sqrt(Vector512.Sum(free) / rest) : 0d;
            if (!(next < threshold) || next == 0d)
            {
                return next == 0d ? 0d : threshold;
            }

            threshold = next;
        }

        return threshold;
    }

    private static double Largest(Vector512<double> values)
    {
        double largest = 0d;
        for (int k = 0; k < AlignedMatrix.Lanes; k++)
        {
            largest = Math.Max(largest, values[k]);
        }

        return largest;
    }
}
