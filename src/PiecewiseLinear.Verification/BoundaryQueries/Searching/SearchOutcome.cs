namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>What a search of a space of changes came to; one of the three cases below.</summary>
internal abstract record SearchOutcome
{
    private SearchOutcome()
    {
    }

    /// <summary>A point, confirmed exactly.</summary>
    public sealed record Found(BoundaryPoint Point) : SearchOutcome;

    /// <summary>There is no point.</summary>
    public sealed record None(BoundaryEvidence Evidence, BoundaryProof? Proof) : SearchOutcome;

    /// <summary>Nothing was decided.</summary>
    public sealed record Unknown(string Reason) : SearchOutcome;
}
