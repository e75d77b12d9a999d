namespace PiecewiseLinear.Verification;

/// <summary>What the certificate of a radius proves, in the words of the JSON and the messages.</summary>
public static class RadiusEvidence
{
    /// <summary>
    /// The names of the fields that the certificate proves. The lower end of an answer that is not exact is proved while it is computed, but is in the certificate only where its proof was recorded.
    /// </summary>
    public static IEnumerable<string> CertifiedFields(RadiusQuery query, RadiusAnswer answer)
    {
        yield return "label";
        if (answer.None)
        {
            yield return "none";
            yield break;
        }

        if (answer.IsExact || answer.Proof is not null || answer.Lower is { IsZero: true })
        {
            yield return "lower";
        }

        if (answer.Upper is not null)
        {
            yield return "upper";
            yield return "point";
        }

        if (answer.IsExact)
        {
            yield return query.Norm == Exact.VectorNorm.L2 ? "squared" : "exact";
        }
    }
}
