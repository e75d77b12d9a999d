using System.Globalization;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>The certificate of an answer to a boundary query: of the kind radius (docs/certificates.md, section 7), about the question without its logic.</summary>
public static class BoundaryCertificate
{
    /// <summary>Writes it; the stream stays open. Linear in the nodes of the proof.</summary>
    /// <param name="answer">The answer, with its <see cref="BoundaryAnswer.Proof"/>.</param>
    /// <param name="networkSha256">The SHA-256 of the network's file, lower-case hexadecimal.</param>
    /// <param name="target">Takes the text.</param>
    /// <param name="cancellationToken">Cancels between nodes.</param>
    /// <exception cref="ArgumentException">The answer has no proof.</exception>
    public static void Write(BoundaryAnswer answer, string networkSha256, Stream target, CancellationToken cancellationToken = default)
    {
        BoundaryProof proof = answer.Proof ?? throw new ArgumentException("the answer rests on no proof of ours: there is nothing to certify", nameof(answer));
        RadiusCertificate.Write(proof.Question, proof.Answer, networkSha256, target, cancellationToken);
    }

    /// <summary>What the certificate proves, in words.</summary>
    public static string InWords(BoundaryProof proof)
    {
        (RadiusQuery question, RadiusAnswer answer) = (proof.Question, proof.Answer);
        string other = question.Target is { } target ? string.Create(CultureInfo.InvariantCulture, $"label {target}") : "another label";
        string goal = question.Goal == RadiusGoal.Boundary
            ? string.Create(CultureInfo.InvariantCulture, $"label {answer.Label} ties with {other} and no output is larger")
            : string.Create(CultureInfo.InvariantCulture, $"{other} wins, or ties, over label {answer.Label} and all others");
        string few = question.MaxChanged is { } most ? string.Create(CultureInfo.InvariantCulture, $" with at most {most} changed inputs") : "";
        string where = question.Box is null ? "" : " of the domain";
        string claim = answer switch
        {
            { None: true, Nearest: not null } => $"no point{where}{few} is one where {goal}, and there is one with one change more",
            { None: true } => $"no point{where}{few} is one where {goal}",
            { Lower: { IsZero: false } lower } when lower == answer.Upper => $"the point is one where {goal}, and none{where}{few} is nearer in {question.Norm.Name()}",
            { Lower: { IsZero: false } lower } => string.Create(CultureInfo.InvariantCulture, $"no point{where}{few} where {goal} is nearer in {question.Norm.Name()} than {lower.RoundDown():R}"),
            _ => $"the point is one where {goal}",
        };
        return proof.IsWhole || answer.Lower is { IsZero: true } ? claim : claim + "; all the more so under the other conditions of the query, which the certificate does not speak of";
    }

    /// <summary>The answer with what a certificate needs: the point that was found as its witness, and where nothing else is proved just that.</summary>
    internal static BoundaryAnswer Complete(QueryFrame frame, BoundaryAnswer answer)
    {
        if (answer.Point is not { } point)
        {
            return answer;
        }

        ChangeSpace space = ChangeSpace.Of(frame.Query, null, null);
        VectorNorm norm = answer.Proof?.Question.Norm ?? frame.Query.Ball?.Norm ?? VectorNorm.LInf;
        PlainQuestion question = PlainQuestion.Of(frame, space, norm);
        BoundaryProof proof = answer.Proof ?? new BoundaryProof(
            question.Query,
            new RadiusAnswer { Label = answer.Label, Lower = ExactDistance.Zero(norm), Upper = null, Nearest = null, Other = null, Incomplete = null, Steps = 0, Elapsed = answer.Elapsed },
            question.IsWhole);

        // A proof that so few changes do not do may have a witness for one more; a proof of a distance has one at that distance or farther.
        bool isWitness = proof.Answer.None
            ? point.Changed.Length == proof.Question.MaxChanged + 1
            : point.DistanceIn(norm) >= proof.Answer.Lower && !(point.Changed.Length > proof.Question.MaxChanged);
        return answer with
        {
            Proof = isWitness
                ? proof with { Answer = proof.Answer with { Nearest = point.Input, Other = point.Other, Upper = proof.Answer.None ? null : point.DistanceIn(norm) } }
                : proof,
        };
    }
}
