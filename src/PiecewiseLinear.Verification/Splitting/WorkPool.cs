namespace PiecewiseLinear.Verification;

/// <summary>
/// The waiting boxes of a search. The box with the least bound goes first, so that violations, which have low bounds, are met early; when many wait, each thread goes depth first on a stack
/// of its own until that is empty, so that memory is bounded by the size of the queue and threads times depth.
/// </summary>
internal sealed class WorkPool
{
    private readonly int _mostQueued;
    private readonly Lock _queueing = new();
    private readonly PriorityQueue<SearchNode, double> _queue = new();
    private readonly List<SearchNode>[] _stacks;
    private int _unfinished;

    /// <param name="threads">The number of threads.</param>
    /// <param name="mostQueued">The number of boxes that may wait in order of their bounds.</param>
    public WorkPool(int threads, int mostQueued)
    {
        _mostQueued = mostQueued;
        _stacks = [.. Enumerable.Range(0, threads).Select(static _ => new List<SearchNode>())];
    }

    /// <summary>Whether every node that was ever pushed has been finished.</summary>
    public bool IsDone => Volatile.Read(ref _unfinished) == 0;

    /// <summary>Adds a node, on behalf of a thread.</summary>
    public void Push(int thread, SearchNode node)
    {
        Interlocked.Increment(ref _unfinished);
        lock (_queueing)
        {
            if (_queue.Count < _mostQueued)
            {
                _queue.Enqueue(node, node.Margin);
                return;
            }
        }

        lock (_stacks[thread])
        {
            _stacks[thread].Add(node);
        }
    }

    /// <summary>Says that a node taken earlier is done; its children, if any, were pushed before.</summary>
    public void Finish() => Interlocked.Decrement(ref _unfinished);

    /// <summary>The newest node of the thread's own stack, else the node with the least bound, else the oldest of another's stack, else null.</summary>
    public SearchNode? TryTake(int thread)
    {
        if (TryTake(_stacks[thread], newest: true) is { } own)
        {
            return own;
        }

        lock (_queueing)
        {
            if (_queue.TryDequeue(out SearchNode? best, out _))
            {
                return best;
            }
        }

        for (int k = 1; k < _stacks.Length; k++)
        {
            if (TryTake(_stacks[(thread + k) % _stacks.Length], newest: false) is { } other)
            {
                return other;
            }
        }

        return null;
    }

    /// <summary>The number of waiting nodes and the least margin known for them (−∞ if none waits: those in work are not known here).</summary>
    public (int Count, double Margin) Survey()
    {
        int count;
        double margin;
        lock (_queueing)
        {
            count = _queue.Count;
            margin = _queue.TryPeek(out _, out double least) ? least : double.PositiveInfinity;
        }

        foreach (List<SearchNode> stack in _stacks)
        {
            lock (stack)
            {
                count += stack.Count;
                foreach (SearchNode node in stack)
                {
                    margin = Math.Min(margin, node.Margin);
                }
            }
        }

        return (count, count == 0 ? double.NegativeInfinity : margin);
    }

    private static SearchNode? TryTake(List<SearchNode> stack, bool newest)
    {
        lock (stack)
        {
            if (stack.Count == 0)
            {
                return null;
            }

            int at = newest ? stack.Count - 1 : 0;
            SearchNode node = stack[at];
            stack.RemoveAt(at);
            return node;
        }
    }
}
