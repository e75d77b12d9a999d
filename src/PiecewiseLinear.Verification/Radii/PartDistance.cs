namespace PiecewiseLinear.Verification;

/// <summary>
/// Distances by linear bounds: where a margin is at least c·x + d on a part, it is positive at every point of the part in the open ball around P in which c·x + d stays positive on the part's box.
/// </summary>
internal sealed unsafe class PartDistance(DecisionProblem problem)
{
    private readonly BallForms _forms = new(problem.Center, problem.Norm);

    /// <summary>The distance that a bounded row proves on a part, up to rounding in the quotient; 0 where it proves none.</summary>
    public double Of(LinearBounds bounds, int row, BoxBounds box) => _forms.Distance(bounds.FormOf(row), bounds.ConstantOf(row) - bounds.ErrorOf(row), box.Low, box.High);
}
