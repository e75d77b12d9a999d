namespace PiecewiseLinear.Verification;

/// <summary>
/// The waiting parts of a search. The part with the least bound goes first, so that violations and near points, which have low bounds, are met early; when many wait, each thread goes depth first on a stack
/// of its own until that is empty, so that memory is bounded by the size of the queue and threads times depth.
/// </summary>
internal sealed class WorkPool
{
    private readonly int _mostQueued;
    private readonly Lock _queueing = new();
    private readonly PriorityQueue<WaitingNode, double> _queue = new();
    private readonly List<WaitingNode>[] _stacks;
    private readonly double[] _leastHeld;
    private readonly int[] _held;
    private int _unfinished;

    /// <param name="threads">The number of threads.</param>
    /// <param name="mostQueued">The number of parts that may wait in order of their bounds.</param>
    public WorkPool(int threads, int mostQueued)
    {
        _mostQueued = mostQueued;
        _stacks = [.. Enumerable.Range(0, threads).Select(static _ => new List<WaitingNode>())];
        _leastHeld = new double[threads];
        _held = new int[threads];
        Array.Fill(_leastHeld, double.PositiveInfinity);
    }

    /// <summary>Whether every node that was ever pushed has been finished.</summary>
    public bool IsDone => Volatile.Read(ref _unfinished) == 0;

    /// <summary>The least bound of the nodes that wait and of those in work; +∞ where there are none.</summary>
    public double Least => Survey().Least;

    /// <summary>Adds a node, on behalf of a thread.</summary>
    public void Push(int thread, WaitingNode node)
    {
        Interlocked.Increment(ref _unfinished);
        lock (_queueing)
        {
            if (_queue.Count < _mostQueued)
            {
                _queue.Enqueue(node, node.Least);
                return;
            }
        }

        lock (_stacks[thread])
        {
            _stacks[thread].Add(node);
        }
    }

    /// <summary>
    /// The number of waiting nodes, with <see cref="Least"/>. While it is taken no node is finished, and those in work are looked at last: of a node that is taken or pushed meanwhile it or its parent is seen.
    /// </summary>
    public (int Count, double Least) Survey()
    {
        lock (_queueing)
        {
            int count = _queue.Count;
            double least = _queue.TryPeek(out _, out double first) ? first : double.PositiveInfinity;
            foreach (List<WaitingNode> stack in _stacks)
            {
                lock (stack)
                {
                    count += stack.Count;
                    foreach (WaitingNode node in stack)
                    {
                        least = Math.Min(least, node.Least);
                    }
                }
            }

            foreach (ref double held in _leastHeld.AsSpan())
            {
                least = Math.Min(least, Volatile.Read(ref held));
            }

            return (count, least);
        }
    }

    /// <summary>
    /// A thread's work: takes nodes and has them processed, until all are done or the search is over. What is left of a node is pushed while it is processed. A node in work when the search
    /// ends may be half done: it stays unfinished, and its bound counts in <see cref="Least"/>.
    /// </summary>
    /// <param name="thread">The thread.</param>
    /// <param name="most">The number of nodes that may be processed together.</param>
    /// <param name="pauses">Whether to return before all is done; then no node is left half done.</param>
    /// <param name="process">Processes nodes, one or more.</param>
    /// <param name="stop">Ends the search.</param>
    public void Work(int thread, int most, Func<bool> pauses, Action<IReadOnlyList<WaitingNode>> process, CancellationToken stop)
    {
        SpinWait wait = default;
        List<WaitingNode> nodes = [];
        while (!stop.IsCancellationRequested && !pauses())
        {
            nodes.Clear();
            while (nodes.Count < most && TryTake(thread) is { } node)
            {
                nodes.Add(node);
            }

            if (nodes.Count > 0)
            {
                wait.Reset();
                process(nodes);
                for (int k = 0; k < nodes.Count && !stop.IsCancellationRequested; k++)
                {
                    Finish(thread);
                }
            }
            else if (IsDone)
            {
                return;
            }
            else
            {
                wait.SpinOnce();
            }
        }
    }

    private void Finish(int thread)
    {
        lock (_queueing)
        {
            if (--_held[thread] == 0)
            {
                Volatile.Write(ref _leastHeld[thread], double.PositiveInfinity);
            }
        }

        Interlocked.Decrement(ref _unfinished);
    }

    /// <summary>The newest node of the thread's own stack, else the node with the least bound, else the oldest of another's stack, else null.</summary>
    private WaitingNode? TryTake(int thread)
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

    /// <summary>Notes, before the place where it waited is unlocked, that the thread works on a node.</summary>
    private WaitingNode Hold(int thread, WaitingNode node)
    {
        _held[thread]++;
        Volatile.Write(ref _leastHeld[thread], Math.Min(_leastHeld[thread], node.Least));
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
