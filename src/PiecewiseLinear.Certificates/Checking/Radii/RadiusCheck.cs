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
        bool decided = Margins(network, claim with { Target = null }, claim.Point, cancellationToken).All(static margin => margin.Sign > 0);
        if (claim.NeedsTree && !decided)
        {
            throw Refused("the label is not the strict decision at the point, so the distance is 0");
        }

        if (claim.Witness is { } witness)
        {
            CheckWitness(network, claim, witness, decided, cancellationToken);
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
        CheckedBall? ball = claim.BallRadius is { } radius && claim.Norm != VectorNorm.LInf ? new CheckedBall(claim.Norm, claim.Point, radius.RoundUp()) : null;
        return new TreeQuestion(claim.Unsafe(outputs), claim.Box, claim.RootBox(), ball, claim.Lower is { } lower ? new OpenBall(claim.Point, claim.Norm, lower) : null);
    }

    private static void CheckWitness(ReluNetwork network, RadiusClaim claim, ImmutableArray<Rational> witness, bool decided, CancellationToken cancellationToken)
    {
        if (claim.Box is { } box && !box.Contains(witness.AsSpan()))
        {
            throw Refused("the witness is outside of the domain");
        }

        Rational distance = OpenBall.Distance(claim.Norm, claim.Point.AsSpan(), witness.AsSpan());
        if (distance != claim.Upper)
        {
            throw Refused($"the witness is at distance {distance}{(claim.Norm == VectorNorm.L2 ? " (squared)" : "")}, not at the upper end");
        }

        // With another decision at the point than the label, or none, the point itself is the witness whatever the target.
        bool isPoint = distance.IsZero && !decided;
        if (!isPoint && Margins(network, claim, witness, cancellationToken).All(static margin => margin.Sign > 0))
        {
            throw Refused("at the witness the label wins against all labels that count");
        }

        static CertificateFormatException Refused(string problem) => new(CertificateDefect.Malformed, 1, "witness", problem);
    }

    /// <summary>f_label − f_j at a point for the labels j that count; with one output ±f.</summary>
    private static IEnumerable<Rational> Margins(ReluNetwork network, RadiusClaim claim, ImmutableArray<Rational> point, CancellationToken cancellationToken)
    {
        ImmutableArray<Rational> output = ExactPoint.Evaluate(network, point, cancellationToken);
        return claim.Unsafe(output.Length).Select(rows => -rows[0].Slack(point.AsSpan(), output.AsSpan()));
    }
}
