namespace PiecewiseLinear.Rpc.Wire;

/// <summary>The transport found that the caller went away, perhaps before <see cref="WireCall.Aborted"/> says so.</summary>
internal sealed class CallerGoneException(Exception? cause = null) : OperationCanceledException("The caller went away.", cause);
