namespace PiecewiseLinear.Verification;

/// <summary>Points that a search comes by, tried together: each is evaluated in doubles and offered where it seems to violate. Not for use by two threads at once.</summary>
internal sealed unsafe class CandidatePoints(GroupSearch search, int capacity) : IDisposable
{
    private readonly BatchGradient _batch = new(search.Network, capacity);
    private readonly int[] _disjuncts = new int[(capacity + 3) / 4 * 4];
    private int _count;

    /// <summary>Forgets all points.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a point for a disjunct; one too many is ignored.</summary>
    public void Add(ReadOnlySpan<double> point, int disjunct)
    {
        if (_count < _disjuncts.Length)
        {
            point.CopyTo(new Span<double>(_batch.Inputs.Row(_count), point.Length));
            _disjuncts[_count++] = disjunct;
        }
    }

    /// <summary>Offers the points that seem to violate. Returns whether one was confirmed.</summary>
    public bool OfferAll()
    {
        if (_count == 0)
        {
            return false;
        }

        _batch.Evaluate();
        for (int p = 0; p < _count; p++)
        {
            double* x = _batch.Inputs.Row(p), y = _batch.Outputs.Row(p);
            double worst = double.NegativeInfinity;
            foreach (CompiledRow row in search.Group.Disjuncts[_disjuncts[p]])
            {
                worst = Math.Max(worst, row.ValueAt(x, y));
            }

            if (worst <= 0d && search.Offer(new ReadOnlySpan<double>(x, search.Network.InputDimension)))
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose() => _batch.Dispose();
}
