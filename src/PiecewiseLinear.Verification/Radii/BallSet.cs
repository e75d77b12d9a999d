using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>
/// The set that a proof of "no point of D in the open ball of radius r" looks at: the domain and the ball, as a search in doubles sees them. With r null it is the domain alone.
/// </summary>
internal sealed class BallSet
{
    public BallSet(DecisionProblem problem, ExactDistance? radius)
    {
        RadiusQuery query = problem.Query;
        RadiusClaim claim = problem.Claim(radius);
        Radius = radius;
        Box box = claim.RootBox() ?? throw new ArgumentException("a set without a box and without a radius is not bounded", nameof(radius));
        InputBall? ball = claim.BallRadius is { } r && query.Norm != VectorNorm.LInf
            ? new InputBall(problem.Center, query.Norm, r.RoundUp())
            : null;
        OutputSpecification beyond = new([.. problem.Rows.Select(static rows => new UnsafePolyhedron(rows))]);
        Group = new CompiledGroup(new PropertyGroup(new InputSet(box), beyond), query.Network.InputDimension, query.Network.OutputDimension)
        {
            Ball = ball,
            Changes = query is { MaxChanged: { } most, Box: { } domain } ? ChangeBudget.Of(query.Point, domain, most) : null,
        };
    }

    /// <summary>The radius; null without a ball.</summary>
    public ExactDistance? Radius { get; }

    /// <summary>The box around domain ∩ ball, the ball where it is not a box, and the rows of D, one disjunct a rival.</summary>
    public CompiledGroup Group { get; }

    /// <summary>The network packed for optimized bounds on the set.</summary>
    public PackedNetwork Pack(ReluNetwork network, CancellationToken cancellationToken)
    {
        GraphRoot root = new(network, Group, cancellationToken);
        return new PackedNetwork(network, root.Magnitudes, root.Box);
    }

    /// <summary>Bounds on the whole set.</summary>
    public BoundedRoot OpenRoot(ReluNetwork network, CancellationToken cancellationToken)
        => ChainNetwork.TryCreate(network) is { } chain
            ? new ChainRoot(chain, Group, cancellationToken)
            : new GraphRoot(network, Group, cancellationToken);
}
