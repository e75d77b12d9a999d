namespace PiecewiseLinear.Verification;

/// <summary>
/// The waiting boxes of a search. The box with the least bound goes first, so that violations, which have low bounds, are met early; when many wait, each thread goes depth first on a stack
/// of its own until that is empty, so that memory is bounded by the size of the queue and threads times depth.
/// </summary>
internal sealed class WorkPool
{
    private readonly int _mostQueued;
    private readonly Lock _queueing = new();
    private readonly PriorityQueue<WaitingNode, double> _queue = new();
    private readonly List<WaitingNode>[] _stacks;
    private readonly double[] _heldMargins;
    private readonly int[] _held;
    private int _unfinished;

    /// <param name="threads">The number of threads.</param>
    /// <param name="mostQueued">The number of boxes that may wait in order of their bounds.</param>
    public WorkPool(int threads, int mostQueued)
    {
        _mostQueued = mostQueued;
        _stacks = [.. Enumerable.Range(0, threads).Select(static _ => new List<WaitingNode>())];
        _heldMargins = new double[threads];
        _held = new int[threads];
        Array.Fill(_heldMargins, double.PositiveInfinity);
    }

    /// <summary>Whether every node that was ever pushed has been finished.</summary>
    public bool IsDone => Volatile.Read(ref _unfinished) == 0;

    /// <summary>Adds a node, on behalf of a thread.</summary>
    public void Push(int thread, WaitingNode node)
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

    /// <summary>Says that a node which the thread took earlier is done; its children, if any, were pushed before.</summary>
    public void Finish(int thread)
    {
        if (--_held[thread] == 0)
        {
            Volatile.Write(ref _heldMargins[thread], double.PositiveInfinity);
        }

        Interlocked.Decrement(ref _unfinished);
    }

    /// <summary>The newest node of the thread's own stack, else the node with the least bound, else the oldest of another's stack, else null.</summary>
    public WaitingNode? TryTake(int thread)
    {
        if (TryTake(_stacks[thread], thread, newest: true) is { } own)
        {
            return own;
        }

        lock (_queueing)
        {
            if (_queue.TryDequeue(out WaitingNode? best, out _))
            {
                return Hold(thread, best);
            }
        }

        for (int k = 1; k < _stacks.Length; k++)
        {
            if (TryTake(_stacks[(thread + k) % _stacks.Length], thread, newest: false) is { } other)
            {
                return other;
            }
        }

        return null;
    }

    /// <summary>The number of waiting nodes and the least margin of these and of those in work (−∞ where there are none).</summary>
    public (int Count, double Margin) Survey()
    {
        int count;
        double margin;
        lock (_queueing)
        {
            count = _queue.Count;
            margin = _queue.TryPeek(out _, out double least) ? least : double.PositiveInfinity;
        }

        foreach (List<WaitingNode> stack in _stacks)
        {
            lock (stack)
            {
                count += stack.Count;
                foreach (WaitingNode node in stack)
                {
                    margin = Math.Min(margin, node.Margin);
                }
            }
        }

        foreach (ref double held in _heldMargins.AsSpan())
        {
            margin = Math.Min(margin, Volatile.Read(ref held));
        }

        return (count, double.IsPositiveInfinity(margin) ? double.NegativeInfinity : margin);
    }

    /// <summary>Notes, before the place where it waited is unlocked, that the thread works on a node; so a survey never misses one.</summary>
    private WaitingNode Hold(int thread, WaitingNode node)
    {
        _held[thread]++;
        Volatile.Write(ref _heldMargins[thread], Math.Min(_heldMargins[thread], node.Margin));
        return node;
    }

    private WaitingNode? TryTake(List<WaitingNode> stack, int thread, bool newest)
    {
        lock (stack)
        {
            if (stack.Count == 0)
            {
                return null;
            }

            int at = newest ? stack.Count - 1 : 0;
            WaitingNode node = stack[at];
            stack.RemoveAt(at);
            return Hold(thread, node);
        }
    }
}
