namespace PiecewiseLinear.Verification;

/// <summary>What is behind a verdict, in the words of the JSON and the messages.</summary>
public static class VerdictDescription
{
    /// <summary>Whether a certificate proves the verdict: every one but unknown.</summary>
    public static bool IsCertified(VerificationOutcome outcome) => outcome.Verdict != Verdict.Unknown;

    /// <summary>The names of the fields that the certificate proves.</summary>
    public static IEnumerable<string> CertifiedFields(VerificationOutcome outcome)
        => outcome.Verdict switch
        {
            Verdict.Holds => ["verdict"],
            Verdict.Violated => ["verdict", "witness"],
            _ => [],
        };
}
