using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Service;

/// <summary>Writes verdicts as messages.</summary>
internal static class VerificationMessages
{
    public static V1.VerificationProgress Write(VerificationProgress progress)
    {
        V1.VerificationProgress message = new()
        {
            Group = progress.Group,
            Groups = progress.Groups,
            Boxes = progress.Boxes,
            Open = progress.Open,
            VolumeProved = progress.VolumeProved,
            ElapsedMs = progress.Elapsed.TotalMilliseconds,
        };
        if (double.IsFinite(progress.BestBound))
        {
            message.BestBound = progress.BestBound;
        }

        return message;
    }

    public static V1.VerificationResult Write(VerificationOutcome outcome, string sha256, ResponseNumbers numbers, TimeSpan elapsed)
    {
        V1.VerificationResult message = new()
        {
            Sha256 = sha256,
            Verdict = outcome.Verdict switch
            {
                Verdict.Holds => V1.PropertyVerdict.Holds,
                Verdict.Violated => V1.PropertyVerdict.Violated,
                _ => V1.PropertyVerdict.Unknown,
            },
            Evidence = VerdictDescription.IsCertified(outcome) ? V1.Evidence.Certified : V1.Evidence.Enclosed,
            Leaves = outcome.Leaves,
            Boxes = outcome.Boxes,
            Reason = outcome.Reason ?? string.Empty,
            TimedOut = outcome.TimedOut,
            ElapsedMs = elapsed.TotalMilliseconds,
        };
        message.Certified.AddRange(VerdictDescription.CertifiedFields(outcome));
        if (outcome.Witness is { } witness)
        {
            message.WitnessInput = numbers.Vector(witness.Input);
            message.WitnessOutput = numbers.Vector(witness.Output);
            message.Float32Agrees = witness.Float32Agrees;
        }

        return message;
    }
}
