namespace PiecewiseLinear.Service;

/// <summary>Reports on the thread that has news; the framework's own would post them elsewhere, out of order.</summary>
internal sealed class Reports<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
