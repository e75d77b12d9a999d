using System.Text;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Verification.Tests.BoundaryQueries;

/// <summary>What answers rest on, before the independent checker.</summary>
internal static class Proofs
{
    private const string Hash = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>The certificate of an answer, where it has one, is accepted, and is about the query: its domain, its goal, its limit of changes hold at every point that the query allows.</summary>
    public static void Accept(BoundaryQuery query, BoundaryAnswer answer)
    {
        if (answer.Status == BoundaryStatus.None && answer.Evidence == BoundaryEvidence.Certified)
        {
            Assert.True(answer.Proof!.Answer.None || answer.Proof.Answer.Lower!.Value.Power.Sign > 0);
        }

        if (answer.Proof is not { } proof)
        {
            return;
        }

        using MemoryStream text = new();
        BoundaryCertificate.Write(answer, Hash, text);
        text.Position = 0;
        CheckResult result = CertificateChecker.Check(query.Network, Hash, text);
        Assert.True(result is CheckResult.Valid, $"{result}\n{Encoding.UTF8.GetString(text.ToArray())}");
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
    }
}
