using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Verification;

/// <summary>
/// Distances by linear bounds: where a margin is at least c·x + d on a part, it is positive at every point x of the part with ‖x − P‖ &lt; (c·P + d)/‖c‖, dual norm.
/// </summary>
internal sealed unsafe class PartDistance(DecisionProblem problem)
{
    private static readonly double s_least = Math.ScaleB(1d, -500);
    private readonly double[] _center = [.. problem.Query.Point.Select(static x => x.ToDoubleApproximate())];

    /// <summary>The distance that a bounded row proves, up to rounding in the quotient and the norm; 0 where it proves none.</summary>
    public double Of(LinearBounds bounds, int row)
    {
        double* form = bounds.FormOf(row);
        double value = bounds.ConstantOf(row), size = 0d, squares = 0d, largest = 0d;
        for (int j = 0; j < _center.Length; j++)
        {
            double magnitude = Math.Abs(form[j]);
            value += form[j] * _center[j];
            size += magnitude;
            squares += magnitude * magnitude;
            largest = Math.Max(largest, magnitude);
        }

        double norm = problem.Norm switch { VectorNorm.L1 => largest, VectorNorm.L2 => Math.Sqrt(squares), _ => size };
        double margin = value - bounds.ErrorOf(row);

        // Norms below the square root of the least normal double may have lost squares.
        return !(margin > 0d) ? 0d : norm > s_least ? margin / norm : double.IsFinite(norm) ? margin / s_least : 0d;
    }
}
