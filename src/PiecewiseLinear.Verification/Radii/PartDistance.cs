using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification;

/// <summary>
/// Proved lower bounds of the distance from the point P to D in a part: by linear bounds, where a margin is at least c·x + d on the part, D is not nearer than where c·x + d falls to 0 on the part's box; and by the box itself.
/// </summary>
internal sealed unsafe class PartDistance(DecisionProblem problem)
{
    /// <summary>Part of a bound of a distance by which it is lowered: it covers the rounding of its quotient and of a norm of up to a million terms.</summary>
    private const double Lowered = 1 - 1e-9;
    private const int CenterExponent = -51;
    private readonly double[] _center = problem.Center;
    private readonly BallForms _forms = new(problem.Center, problem.Norm);

    /// <summary>The distance that a bounded row proves on a part; 0 where it proves none.</summary>
    public double Of(LinearBounds bounds, int row, BoxBounds box) => _forms.Distance(bounds.FormOf(row), bounds.ConstantOf(row) - bounds.ErrorOf(row), box.Low, box.High) * Lowered;

    /// <summary>The distance from the point to a box; 0 where it is inside.</summary>
    public double To(BoxBounds box)
    {
        double largest = 0d, sum = 0d, squares = 0d;
        for (int j = 0; j < _center.Length; j++)
        {
            // The doubles of the center and the difference are off by less than two roundings of the larger.
            double gap = Math.Max(box.Low[j] - _center[j], _center[j] - box.High[j]);
            double apart = Math.Max(0d, gap - Math.ScaleB(Math.Abs(_center[j]) + Math.Abs(gap), CenterExponent));
            largest = Math.Max(largest, apart);
            sum += apart;
            squares += apart * apart;
        }

        return Lowered * problem.Norm switch { VectorNorm.L1 => sum, VectorNorm.L2 => Math.Sqrt(squares), _ => largest };
    }
}
