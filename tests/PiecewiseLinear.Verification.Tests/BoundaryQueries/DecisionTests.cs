using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Solvers.Z3;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Verification.Tests.BoundaryQueries;

/// <summary>Radii and boundary queries mean the same label where none is given.</summary>
public sealed class DecisionTests
{
    [Theory]
    [InlineData(1, -1, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(2, -1, 1)]
    [InlineData(2, 0, 0)]
    [InlineData(2, 1, 0)]
    public void The_decision_is_the_same_at_ties_too(int outputs, int at, int label)
    {
        // y = x, or (x, 0).
        ReluNetwork network = ReluNetwork.FromLayers([new AffineLayer(new DenseOperator(outputs, 1, outputs == 1 ? [1d] : [1d, 0d]), [.. new double[outputs]])]);
        RadiusAnswer radius = DecisionRadius.Find(new RadiusQuery { Network = network, Point = [at], Norm = VectorNorm.LInf }, progress: null, CancellationToken.None);
        BoundaryAnswer boundary = BoundaryEngine.Find(
            new BoundaryQuery { Network = network, Point = [at], Solver = new Z3Solver(), Minimize = BoundaryObjective.LInf }, progress: null, CancellationToken.None);
        Assert.Equal((label, label), (radius.Label, boundary.Label));
        Assert.Equal(radius.Upper!.Value.Power, boundary.Minimum!.Upper);
    }
}
