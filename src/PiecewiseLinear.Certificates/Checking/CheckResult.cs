namespace PiecewiseLinear.Certificates;

/// <summary>The verdict on a certificate. A closed hierarchy.</summary>
public abstract record CheckResult
{
    private CheckResult()
    {
    }

    /// <summary>The evidence proves the claim.</summary>
    /// <param name="Claim">The claim in words, one line.</param>
    public sealed record Valid(string Claim) : CheckResult;

    /// <summary>The evidence does not prove the claim, or the certificate is damaged.</summary>
    /// <param name="Reason">What is wrong and where, one line.</param>
    public sealed record Invalid(string Reason) : CheckResult;
}
