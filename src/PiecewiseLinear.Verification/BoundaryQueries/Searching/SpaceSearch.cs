namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>Searches one space of changes: the tree of supports, and the solver of logic on those that bounds leave.</summary>
internal sealed class SpaceSearch(QueryFrame frame, ChangeNetwork network, Deadline deadline)
{
    private long _nodes;
    private long _supports;
    private long _checks;
    private int _mostCases;

    public BoundaryEffort Effort => new(_nodes, _supports, _checks, _mostCases);

    /// <summary>Looks for a point of a space.</summary>
    public SearchOutcome Run(ChangeSpace space, CancellationToken cancellationToken)
    {
        if (space.IsEmpty)
        {
            return new SearchOutcome.None(BoundaryEvidence.Enclosed, null);
        }

        SupportTree tree = new(network, space, frame.Cases);
        SupportSolver solver = new(frame, space);
        string? open = null;
        bool asked = false;
        try
        {
            foreach (SupportNode leaf in tree.Leaves(cancellationToken))
            {
                _supports++;
                asked = true;
                switch (solver.Solve(leaf, deadline.Left, cancellationToken))
                {
                    case SearchOutcome.Found found:
                        return found;
                    case SearchOutcome.Unknown unknown:
                        open ??= unknown.Reason;
                        break;
                }
            }
        }
        finally
        {
            _nodes += tree.Nodes;
            _checks += solver.Checks;
            _mostCases = Math.Max(_mostCases, solver.MostCases);
        }

        return cancellationToken.IsCancellationRequested ? new SearchOutcome.Unknown(deadline.WhyStopped)
            : open is { } reason ? new SearchOutcome.Unknown(reason)
            : new SearchOutcome.None(asked ? BoundaryEvidence.SolverClaim : BoundaryEvidence.Enclosed, null);
    }
}
