using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification;

/// <summary>
/// A ball ‖x − center‖ₚ ≤ radius that a search keeps to besides its box. The radius may shrink while a search runs: bounds proved on the larger ball hold on the smaller one.
/// </summary>
internal sealed class InputBall(double[] center, VectorNorm norm, double radius)
{
    private double _radius = radius;

    /// <summary>The center, nearest doubles; it lies in the root box.</summary>
    public double[] Center { get; } = center;

    /// <summary>The norm; a ball of the largest norm is a box, and belongs there.</summary>
    public VectorNorm Norm { get; } = norm;

    /// <summary>The radius, rounded up.</summary>
    public double Radius => Volatile.Read(ref _radius);

    /// <summary>Takes a smaller radius; a larger one is ignored.</summary>
    public void Shrink(double smaller)
    {
        double before = Volatile.Read(ref _radius);
        while (smaller < before)
        {
            double seen = Interlocked.CompareExchange(ref _radius, smaller, before);
            if (seen == before)
            {
                return;
            }

            before = seen;
        }
    }
}
