using System.Runtime.Intrinsics;

namespace PiecewiseLinear.Verification;

/// <summary>
/// Lagrange's multiplier μ of the radius where a linear form is least on box ∩ ball (<see cref="BallForms"/>). For every coordinate it takes the size |c_j| of the coefficient, the farthest step cap_j and the nearest step near_j in the direction that lowers the form,
/// in whole vectors (padded by zeros). Any μ gives a bound: these only choose it.
/// </summary>
internal static unsafe class BallMultiplier
{
    private const int MostPasses = 64;

    /// <summary>The room of norm 2 is at least this part of r²: where box and ball (nearly) only touch, μ has no end.</summary>
    private static readonly double s_leastRoom = Math.ScaleB(1d, -20);

    private static readonly double s_same = Math.ScaleB(1d, -45);

    /// <summary>Norm 1: the largest |c_j| such that the ways cap − near of all that are as large add up to the room r − Σ|near|, by a pivot at the mean of those in question; 0 where all ways add up to less.</summary>
    public static double Fill(double* sizes, double* caps, double* near, int count, double room)
    {
        double low = 0d, high = double.PositiveInfinity, largest = 0d;
        for (int pass = 0; pass < MostPasses; pass++)
        {
            // Of the sizes in (low, high]: how many there are, their sum and the largest.
            Vector512<double> from = Vector512.Create(low), to = Vector512.Create(high), sums = default, counts = default, tops = default;
            for (int j = 0; j < count; j += AlignedMatrix.Lanes)
            {
                Vector512<double> size = Vector512.Load(sizes + j), inside = Vector512.GreaterThan(size, from) & Vector512.LessThanOrEqual(size, to);
                sums += size & inside;
                counts += Vector512<double>.One & inside;
                tops = Vector512.Max(tops, size & inside);
            }

            double left = Vector512.Sum(counts);
            largest = BallForms.Largest(tops);
            if (pass == 0 && (left == 0d || WayAbove(0d) < room))
            {
                return 0d;
            }

            double pivot = Vector512.Sum(sums) / left;
            if (!(left > 1d) || !(pivot < largest) || !(pivot > low))
            {
                break;
            }

            if (WayAbove(pivot) >= room)
            {
                low = pivot;
            }
            else
            {
                high = pivot;
            }
        }

        return largest;

        double WayAbove(double size)
        {
            Vector512<double> least = Vector512.Create(size), sums = default;
            for (int j = 0; j < count; j += AlignedMatrix.Lanes)
            {
                sums += (Vector512.Load(caps + j) - Vector512.Load(near + j)) & Vector512.GreaterThan(Vector512.Load(sizes + j), least);
            }

            return Vector512.Sum(sums);
        }
    }

    /// <summary>
    /// Norm 2: the μ with Σd² = r², where d_j is |c_j|/μ moved to [near_j, cap_j]; 0 where the farthest steps are in the ball. The sum is linear in 1/μ² between its bends: Newton's method, with halving where it would leave what is known. Where all near_j are 0 it
    /// climbs to the root from below.
    /// </summary>
    public static double Clamp(double* sizes, double* caps, double* near, int count, double radius)
    {
        Vector512<double> forms = default, nearest = default, farthest = default;
        for (int j = 0; j < count; j += AlignedMatrix.Lanes)
        {
            Vector512<double> size = Vector512.Load(sizes + j), least = Vector512.Load(near + j), cap = Vector512.Load(caps + j);
            Vector512<double> far = Vector512.ConditionalSelect(Vector512.Equals(size, Vector512<double>.Zero), least, cap);
            (forms, nearest, farthest) = (forms + (size * size), nearest + (least * least), farthest + (far * far));
        }

        double distance = Vector512.Sum(nearest), square = Math.Max(radius * radius, distance + (radius * radius * s_leastRoom)), norm = Math.Sqrt(Vector512.Sum(forms));
        double scale = norm > 0d ? radius / norm : 0d, below = 0d, above = double.PositiveInfinity;
        if (Vector512.Sum(farthest) <= square || !(scale > 0d))
        {
            return 0d;
        }

        for (int pass = 0; pass < MostPasses; pass++)
        {
            Vector512<double> s = Vector512.Create(scale), free = default, held = default;
            for (int j = 0; j < count; j += AlignedMatrix.Lanes)
            {
                Vector512<double> size = Vector512.Load(sizes + j), least = Vector512.Load(near + j), cap = Vector512.Load(caps + j), step = size * s;
                Vector512<double> between = Vector512.GreaterThan(step, least) & Vector512.LessThan(step, cap), end = Vector512.Max(least, Vector512.Min(step, cap));
                free += (size * size) & between;
                held += Vector512.AndNot(end * end, between);
            }

            double slope = Vector512.Sum(free), room = square - Vector512.Sum(held), next = room > 0d && slope > 0d ? Math.Sqrt(room / slope) : double.NaN;
            if (Math.Abs(next - scale) <= scale * s_same)
            {
                break;
            }

            (below, above) = scale * scale * slope < room ? (scale, above) : (below, scale);
            scale = next > below && next < above ? next : double.IsInfinity(above) ? 4d * scale : (below + above) / 2d;
        }

        return double.IsFinite(1d / scale) ? 1d / scale : 0d;
    }
}
