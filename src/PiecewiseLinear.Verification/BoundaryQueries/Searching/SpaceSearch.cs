namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>
/// Searches one space of changes. The question without its logic goes to our own search first: where that has no point, neither has the query, with a proof. Then the tree of supports divides it, and the solver of logic gets what bounds leave. Where inputs have no
/// ends, growing boxes around the point are searched first: bounds need ends.
/// </summary>
internal sealed class SpaceSearch(QueryFrame frame, ChangeNetwork network, Deadline deadline)
{
    /// <summary>The half-widths of the boxes that are searched before a space without ends.</summary>
    private static readonly int[] s_growing = [1, 4, 16, 64, 256];

    private static readonly TimeSpan s_firstTry = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_share = TimeSpan.FromSeconds(60);
    private readonly PlainSearch _plain = new(frame, deadline);
    private long _nodes;
    private long _supports;
    private long _checks;
    private int _mostCases;

    /// <summary>The search for questions without logic.</summary>
    public PlainSearch Plain => _plain;

    /// <summary>Whether to ask it; not where it is known to have points.</summary>
    public bool AsksPlain { get; set; } = true;

    public BoundaryEffort Effort => new(_nodes + _plain.Steps, _supports, _checks, _mostCases);

    /// <summary>The same with a share of the time that is left, for one question of several.</summary>
    public SearchOutcome RunShare(ChangeSpace space, CancellationToken cancellationToken)
    {
        TimeSpan share = Least(s_share, deadline.Left / 4);
        using CancellationTokenSource limit = new(share, frame.Query.Options.Clock);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        SearchOutcome outcome;
        try
        {
            outcome = Run(space, stop.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            outcome = new SearchOutcome.Unknown(string.Empty);
        }

        return outcome is SearchOutcome.Unknown && limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested
            ? new SearchOutcome.Unknown($"a question of the bisection was not decided within {share.TotalSeconds:0.#} s")
            : outcome;
    }

    /// <summary>Looks for a point of a space.</summary>
    public SearchOutcome Run(ChangeSpace space, CancellationToken cancellationToken)
    {
        if (space.IsEmpty)
        {
            return new SearchOutcome.None(BoundaryEvidence.Enclosed, null);
        }

        if (space.IsBounded)
        {
            return RunBounded(space, cancellationToken);
        }

        foreach (int width in s_growing)
        {
            ChangeSpace around = space.Within(width);
            if (!cancellationToken.IsCancellationRequested && !around.IsEmpty && RunBounded(around, cancellationToken) is SearchOutcome.Found found)
            {
                return found;
            }
        }

        return cancellationToken.IsCancellationRequested ? new SearchOutcome.Unknown(deadline.WhyStopped) : Divide(space, cancellationToken);
    }

    private SearchOutcome RunBounded(ChangeSpace space, CancellationToken cancellationToken)
        => (AsksPlain ? _plain.Decide(space, cancellationToken) : null) ?? Divide(space, cancellationToken);

    private SearchOutcome Divide(ChangeSpace space, CancellationToken cancellationToken)
    {
        SupportTree tree = new(network, space, frame.Cases);
        SupportSolver solver = new(frame, space);
        List<SupportNode> undecided = [];
        bool asked = false;
        string? open = null;
        try
        {
            // No support may take all the time: those that take long wait until the others are done.
            foreach (SupportNode leaf in tree.Leaves(cancellationToken))
            {
                _supports++;
                asked = true;
                switch (solver.Solve(leaf, Least(s_firstTry, deadline.Left / 4), cancellationToken))
                {
                    case SearchOutcome.Found found:
                        return found;
                    case SearchOutcome.Unknown unknown:
                        open = unknown.Reason;
                        undecided.Add(leaf);
                        break;
                }
            }

            open = cancellationToken.IsCancellationRequested ? open : null;
            for (int i = 0; i < undecided.Count && !cancellationToken.IsCancellationRequested; i++)
            {
                // The last has all the time that is left, and the token ends it: so that it is the query's limit that is told, not a rest of it.
                int left = undecided.Count - i;
                switch (solver.Solve(undecided[i], left == 1 ? null : deadline.Left / left, cancellationToken))
                {
                    case SearchOutcome.Found found:
                        return found;
                    case SearchOutcome.Unknown unknown when !cancellationToken.IsCancellationRequested:
                        open = unknown.Reason;
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

        if (cancellationToken.IsCancellationRequested)
        {
            return new SearchOutcome.Unknown(open is null ? deadline.WhyStopped : $"{deadline.WhyStopped} ({open})");
        }

        return open is null ? new SearchOutcome.None(asked ? BoundaryEvidence.SolverClaim : BoundaryEvidence.Enclosed, null) : new SearchOutcome.Unknown(open);
    }

    private static TimeSpan Least(TimeSpan most, TimeSpan? other) => other is { } time && time < most ? time : most;
}
