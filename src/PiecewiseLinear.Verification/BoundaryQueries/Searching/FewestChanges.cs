namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>The smallest number of changed inputs: 0, 1, 2, … until there is a point. Each number that has none is settled before the next.</summary>
internal sealed class FewestChanges(QueryFrame frame, SpaceSearch search, IProgress<BoundaryPoint>? progress)
{
    /// <summary>Searches.</summary>
    public BoundaryAnswer Run(CancellationToken cancellationToken)
    {
        int most = ChangeSpace.Of(frame.Query, null, null).MostChanged, lower = 0;
        BoundaryEvidence evidence = BoundaryEvidence.Certified;
        BoundaryProof? proof = null;
        string? open = null;
        for (int k = 0; k <= most; k++)
        {
            switch (search.Run(ChangeSpace.Of(frame.Query, k, null), cancellationToken))
            {
                case SearchOutcome.Found found:
                    progress?.Report(found.Point);
                    return BoundaryEngine.Answer(frame, found) with
                    {
                        Reason = open,
                        Proof = proof,
                        Minimum = new MinimumEnclosure(BoundaryObjective.Changed, lower, found.Point.Changed.Length, evidence),
                    };
                case SearchOutcome.None none:
                    if (open is null)
                    {
                        (lower, evidence, proof) = (k + 1, none.Evidence, none.Proof ?? proof);
                    }

                    if (k == most && open is null)
                    {
                        return BoundaryEngine.Answer(frame, none);
                    }

                    break;
                case SearchOutcome.Unknown unknown:
                    open ??= unknown.Reason;
                    if (cancellationToken.IsCancellationRequested)
                    {
                        k = most;
                    }

                    break;
            }
        }

        return BoundaryEngine.Answer(frame, new SearchOutcome.Unknown(open!)) with { Minimum = new MinimumEnclosure(BoundaryObjective.Changed, lower, null, evidence), Proof = proof };
    }
}
