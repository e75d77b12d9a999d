using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>The check of a certificate of the kind radius: the decision at the point, the witness, and a tree that keeps the other labels out of the ball.</summary>
internal static class RadiusCheck
{
    /// <exception cref="CertificateFormatException">The certificate is malformed or does not prove its claim; the message is the reason.</exception>
    public static CheckResult Check(ReluNetwork network, CertificateOpening opening, DigestedLines lines, CancellationToken cancellationToken)
    {
        lines.Limit = FormatLimits.StreamedLines;
        RadiusClaim claim = RadiusClaimText.Read(network, opening);
        bool isReached = claim.Goal == RadiusGoal.Beaten && IsReached(network, claim with { Target = null }, claim.Point, cancellationToken);
        if (claim.NeedsTree && isReached)
        {
            throw Refused("the label is not the strict decision at the point, so the distance is 0");
        }

        if (claim.Witness is { } witness)
        {
            CheckWitness(network, claim, witness, isReached, cancellationToken);
        }

        if (claim.NeedsTree)
        {
            new ProofTreeCheck(network, lines).Check(Question(claim, network.OutputDimension), cancellationToken);
        }

        lines.ReadEnd();
        return new CheckResult.Valid(RadiusInWords.Of(claim));

        CertificateFormatException Refused(string problem) => new(CertificateDefect.Malformed, lines.Count, "", problem);
    }

    private static TreeQuestion Question(RadiusClaim claim, int outputs)
    {
        CheckedPoint center = new(claim.Point);
        CheckedBall? ball = claim.BallRadius is { } radius && claim.Norm != VectorNorm.LInf ? new CheckedBall(claim.Norm, center, radius.RoundUp()) : null;
        return new TreeQuestion(claim.Unsafe(outputs), claim.Box, claim.RootBox(), ball, claim.Changes is { } most ? new ChangeBudget(center, most) : null,
            claim.Lower is { } lower ? new OpenBall(claim.Point, claim.Norm, lower) : null);
    }

    private static void CheckWitness(ReluNetwork network, RadiusClaim claim, ImmutableArray<Rational> witness, bool isPointReached, CancellationToken cancellationToken)
    {
        if (claim.Box is { } box && !box.Contains(witness.AsSpan()))
        {
            throw Refused("the witness is outside of the domain");
        }

        Rational distance = OpenBall.Distance(claim.Norm, claim.Point.AsSpan(), witness.AsSpan());
        if (!claim.None && distance != claim.Upper)
        {
            throw Refused($"the witness is at distance {distance}{(claim.Norm == VectorNorm.L2 ? " (squared)" : "")}, not at the upper end");
        }

        int changed = claim.Point.Zip(witness, static (a, b) => a != b).Count(static differs => differs);
        if (claim.Changes is { } most && (claim.None ? changed != most + 1 : changed > most))
        {
            throw Refused($"the witness differs from the point in {changed} inputs, expected {(claim.None ? $"{most} and one more" : $"at most {most}")}");
        }

        // Where the point itself belongs to D, whatever the target, it is a witness.
        if (!(distance.IsZero && isPointReached) && !IsReached(network, claim, witness, cancellationToken))
        {
            throw Refused(claim.Goal switch
            {
                RadiusGoal.Beaten => "at the witness the label wins against all labels that count",
                RadiusGoal.Boundary => "at the witness the label is not tied at the top with another label that counts",
                _ => "at the witness no label that counts is at the top",
            });
        }

        static CertificateFormatException Refused(string problem) => new(CertificateDefect.Malformed, 1, "witness", problem);
    }

    /// <summary>Whether a point reaches the goal: all rows of one of the polyhedra hold.</summary>
    private static bool IsReached(ReluNetwork network, RadiusClaim claim, ImmutableArray<Rational> point, CancellationToken cancellationToken)
    {
        ImmutableArray<Rational> output = ExactPoint.Evaluate(network, point, cancellationToken);
        return claim.Unsafe(output.Length).Any(rows => rows.All(row => row.Slack(point.AsSpan(), output.AsSpan()).Sign >= 0));
    }
}
