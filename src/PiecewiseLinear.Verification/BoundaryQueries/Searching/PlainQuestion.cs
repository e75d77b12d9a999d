using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>
/// A boundary query without its logic, as a question for a distance: whole numbers, categories, groups and the user's own conditions are dropped but for the interval of each input, balls but for the one whose radius is asked about,
/// and an open goal is closed. All of it only adds points, so that what is proved of the question holds for the query.
/// </summary>
/// <param name="Query">The question.</param>
/// <param name="IsWhole">Whether nothing was dropped.</param>
internal sealed record PlainQuestion(RadiusQuery Query, bool IsWhole)
{
    private static readonly Rational s_beyond = 1 + new Rational(1, 1 << 20);

    /// <summary>What the search in the whole space asks about a norm.</summary>
    public static PlainQuestion Of(QueryFrame frame, ChangeSpace space, VectorNorm norm)
    {
        BoundaryQuery query = frame.Query;
        Box? domain = DomainOf(space);
        bool isLimited = space.MostChanged < space.Allowed.Length;
        bool isWhole = query is { Constraints: null, OneHot.IsEmpty: true, Integers.IsEmpty: true, Categories.IsEmpty: true } && query.Goal != BoundaryGoal.Across && space.Forced.IsEmpty
            && (!isLimited || domain is not null) && space.Balls.All(ball => ball.Norm == VectorNorm.LInf || ball.Norm == norm);
        return new PlainQuestion(
            new RadiusQuery
            {
                Network = query.Network,
                Point = query.Point,
                Norm = norm,
                Label = frame.Label,
                Target = query.Target,
                Goal = query.Goal == BoundaryGoal.Boundary ? RadiusGoal.Boundary : RadiusGoal.Reach,
                Box = domain,
                MaxChanged = isLimited && domain is not null ? space.MostChanged : null,
                RecordProof = true,
                Threads = query.Options.Threads,
                Solver = query.LinearPrograms,
                Time = query.Options.Clock,
            },
            isWhole);
    }

    /// <summary>The ball of a space that is not in its intervals, as an open one that holds it; null where there is none.</summary>
    public static ExactDistance? OpenBall(ChangeSpace space)
        => (space.Objective ?? space.Balls.FirstOrDefault(static ball => ball.Norm != VectorNorm.LInf)) is { } ball
            ? ball.IsOpen ? ball.Radius : ball.Radius with { Power = ball.Radius.Power * s_beyond }
            : null;

    /// <summary>The intervals of all inputs, with the point; null where one has no end.</summary>
    private static Box? DomainOf(ChangeSpace space)
    {
        // The objective's ball is asked about as a ball.
        ChangeSpace around = space.Objective is null ? space : ChangeSpace.Of(space.Query, space.MostChanged, objective: null);
        return around.IsBounded
            ? new Box(
                [.. around.Allowed.Select((allowed, j) => Rational.Min(allowed.Lower!.Value, space.Point[j]))],
                [.. around.Allowed.Select((allowed, j) => Rational.Max(allowed.Upper!.Value, space.Point[j]))])
            : null;
    }
}
