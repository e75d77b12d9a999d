namespace PiecewiseLinear.Rpc;

/// <summary>Which services are ready for calls. All are, from the start of the server until it begins to stop, unless someone says otherwise here.</summary>
/// <remarks>Safe for concurrent use. The empty name stands for the server as a whole.</remarks>
public sealed class ServiceHealth
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, bool> _serving = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = NewSignal();
    private bool _stopped;

    /// <summary>Says whether a service is ready.</summary>
    /// <param name="service">Its full name, or empty for the server.</param>
    /// <param name="serving">Whether calls are welcome. Once the server stops, none is.</param>
    public void Set(string service, bool serving)
    {
        ArgumentNullException.ThrowIfNull(service);
        Change(() => _serving[service] = serving && !_stopped);
    }

    /// <summary>Whether a service is ready; null if the server does not know it.</summary>
    public bool? IsServing(string service)
    {
        lock (_gate)
        {
            return _serving.TryGetValue(service, out var serving) ? serving : null;
        }
    }

    internal void Announce(IEnumerable<string> services) => Change(() =>
    {
        foreach (var service in services.Prepend(""))
        {
            _serving.TryAdd(service, !_stopped);
        }
    });

    internal void Stop() => Change(() =>
    {
        _stopped = true;
        foreach (var service in _serving.Keys.ToList())
        {
            _serving[service] = false;
        }
    });

    /// <summary>The state now, and a task that completes when any state may have changed since.</summary>
    internal (bool? Serving, Task Changed) Observe(string service)
    {
        lock (_gate)
        {
            return (_serving.TryGetValue(service, out var serving) ? serving : null, _changed.Task);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Action change)
    {
        TaskCompletionSource before;
        lock (_gate)
        {
            change();
            (before, _changed) = (_changed, NewSignal());
        }

        before.SetResult();
    }
}
