using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Verification.BoundaryQueries;
using PiecewiseLinear.Verification.Tests.Evidence;

namespace PiecewiseLinear.Verification.Tests.BoundaryQueries;

/// <summary>What answers rest on, before the independent checker.</summary>
internal static class Proofs
{
    /// <summary>The certificate of an answer, where it has one, is accepted, and is about the query: its domain, its goal, its limit of changes hold at every point that the query allows.</summary>
    /// <returns>The certificate; null where the answer has none.</returns>
    public static byte[]? Accept(BoundaryQuery query, BoundaryAnswer answer, string? sha256 = null)
    {
        if (answer.Status == BoundaryStatus.None && answer.Evidence == BoundaryEvidence.Certified)
        {
            Assert.True(answer.Proof!.Answer.None || answer.Proof.Answer.Lower!.Value.Power.Sign > 0);
        }

        if (answer.Proof is not { } proof)
        {
            return null;
        }

        byte[] certificate = Checked.Accept(query.Network, (hash, text) => BoundaryCertificate.Write(answer, hash, text), sha256);
        Assert.Equal(query.Goal == BoundaryGoal.Boundary ? RadiusGoal.Boundary : RadiusGoal.Reach, proof.Question.Goal);
        Assert.Equal((query.Target, query.Point, answer.Label), (proof.Question.Target, proof.Question.Point, proof.Question.Label));
        Assert.True(proof.Question.MaxChanged is not { } most || most <= (query.MaxChanged ?? query.Point.Length));
        if (answer.Point is { } point)
        {
            Assert.True(proof.Question.Box is not { } domain || domain.Contains(point.Input.AsSpan()));
            Assert.True(proof.Answer.Nearest is not { } witness || witness.SequenceEqual(point.Input));
            Assert.True(proof.Answer.Nearest is not null || query.Minimize == BoundaryObjective.Changed);
        }

        if (answer.Minimum is { Evidence: BoundaryEvidence.Certified, Lower.Sign: > 0 } minimum)
        {
            Assert.Equal(minimum.Lower, minimum.Objective == BoundaryObjective.Changed ? proof.Question.MaxChanged!.Value + Rational.One : proof.Answer.Lower!.Value.Power);
        }

        Assert.NotEmpty(BoundaryCertificate.InWords(proof));
        return certificate;
    }
}
