namespace PiecewiseLinear.Verification;

/// <summary>
/// The parts that wait, the one with the least proved distance first; when many wait, a thread goes depth first. It knows at any time a lower bound of the distance of all that is unfinished.
/// </summary>
internal sealed class RadiusPool(int threads)
{
    private const int MostQueued = 16_384;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<RadiusNode, double> _queue = new();
    private readonly Stack<RadiusNode>[] _stacks = [.. Enumerable.Range(0, threads).Select(static _ => new Stack<RadiusNode>())];
    private readonly double[] _working = [.. Enumerable.Repeat(double.PositiveInfinity, threads)];
    private int _unfinished;

    /// <summary>Whether every part that was ever added is finished.</summary>
    public bool IsDone
    {
        get
        {
            lock (_lock)
            {
                return _unfinished == 0;
            }
        }
    }

    /// <summary>A lower bound of the distances in all parts that are not finished; +∞ if there is none.</summary>
    public double Least
    {
        get
        {
            lock (_lock)
            {
                double least = _queue.TryPeek(out _, out double first) ? first : double.PositiveInfinity;
                for (int t = 0; t < _stacks.Length; t++)
                {
                    least = Math.Min(least, _working[t]);
                    foreach (RadiusNode node in _stacks[t])
                    {
                        least = Math.Min(least, node.Distance);
                    }
                }

                return least;
            }
        }
    }

    /// <summary>Adds a part on behalf of a thread.</summary>
    public void Push(int thread, RadiusNode node)
    {
        lock (_lock)
        {
            _unfinished++;
            if (_queue.Count < MostQueued)
            {
                _queue.Enqueue(node, node.Distance);
            }
            else
            {
                _stacks[thread].Push(node);
            }
        }
    }

    /// <summary>Takes a part; the thread must <see cref="Finish"/> it.</summary>
    public RadiusNode? TryTake(int thread)
    {
        lock (_lock)
        {
            RadiusNode? node = null;
            for (int k = 0; k < _stacks.Length && node is null; k++)
            {
                _stacks[(thread + k) % _stacks.Length].TryPop(out node);
            }

            if (node is not null || _queue.TryDequeue(out node, out _))
            {
                _working[thread] = node.Distance;
            }

            return node;
        }
    }

    /// <summary>Says that the thread's part is done; what is left of it was added before.</summary>
    public void Finish(int thread)
    {
        lock (_lock)
        {
            _working[thread] = double.PositiveInfinity;
            _unfinished--;
        }
    }
}
