using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Service;

/// <summary>Reports on the thread that has news; the framework's own would post them elsewhere, out of order.</summary>
internal sealed class Reports(Action<EnumerationProgress> report) : IProgress<EnumerationProgress>
{
    public void Report(EnumerationProgress value) => report(value);
}
