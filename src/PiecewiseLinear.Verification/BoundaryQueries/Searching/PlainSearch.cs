using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>
/// A question without logic (a box, perhaps a ball, which lies in a box) is a property: does another label tie with all or win somewhere in the box? Our own verification decides it with a proof: if it holds, there is no point and the
/// answer is certified; if not, its witness leads to a point.
/// </summary>
internal static class PlainSearch
{
    /// <summary>The property of a space; null where it is not of this kind.</summary>
    public static VerificationProperty? PropertyOf(QueryFrame frame, ChangeSpace space)
    {
        BoundaryQuery query = frame.Query;
        bool isPlain = query.Constraints is null && query.OneHot.IsEmpty && space.MostChanged == space.Allowed.Length
            && space.Balls.All(static ball => !ball.IsOpen)
            && space.Allowed.All(static a => a is { Values.IsDefault: true, IsInteger: false, Lower: not null, Upper: not null });
        if (!isPlain)
        {
            return null;
        }

        Box box = new([.. space.Allowed.Select(static a => a.Lower!.Value)], [.. space.Allowed.Select(static a => a.Upper!.Value)]);
        return new VerificationProperty(
            box.Dimension,
            frame.OutputsAtPoint.Length,
            [new PropertyGroup(new InputSet(box), new OutputSpecification([.. frame.Cases.Select(static goal => new UnsafePolyhedron([.. goal.Rows.Select(Row)]))]))]);
    }

    /// <summary>The weak comparison y_other ≥ y_rival, also where the goal asks for more.</summary>
    private static PropertyRow Row(GoalRow row)
    {
        ImmutableArray<PropertyTerm> terms = [new PropertyTerm(row.Plus, -row.Sign)];
        return new PropertyRow([], row.Minus < 0 ? terms : terms.Add(new PropertyTerm(row.Minus, row.Sign)), Rational.Zero);
    }

    /// <summary>Decides the property within a share of the time; null where it is not decided, or where its witness does not lead to the goal.</summary>
    public static SearchOutcome? Run(QueryFrame frame, ChangeSpace space, TimeSpan? limit, CancellationToken cancellationToken)
    {
        if (PropertyOf(frame, space) is not { } property)
        {
            return null;
        }

        VerificationOptions options = new() { Threads = frame.Query.Options.Threads, TimeLimit = limit, Clock = frame.Query.Options.Clock, Solver = frame.Query.LinearPrograms };
        VerificationOutcome outcome = VerificationEngine.Verify(frame.Query.Network, property, options, progress: null, cancellationToken);
        return outcome.Verdict switch
        {
            Verdict.Holds => new SearchOutcome.None(BoundaryEvidence.Certified, new BoundaryProof(property, outcome.Proof!)),
            Verdict.Violated => Lead(frame, space, outcome.Witness!.Input, cancellationToken) is { } point ? new SearchOutcome.Found(point) : null,
            _ => null,
        };
    }

    /// <summary>The witness itself, or a point of the segment from the query's point to it where the label first ties.</summary>
    private static BoundaryPoint? Lead(QueryFrame frame, ChangeSpace space, ImmutableArray<Rational> witness, CancellationToken cancellationToken)
        => AnswerCheck.Confirm(frame, space, witness, [], cancellationToken)
            ?? (FirstTie.On(frame, space.Point, witness, cancellationToken) is { } tie ? AnswerCheck.Confirm(frame, space, tie, [], cancellationToken) : null);
}
