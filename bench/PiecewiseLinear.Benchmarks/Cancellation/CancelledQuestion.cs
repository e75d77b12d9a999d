namespace PiecewiseLinear.Benchmarks;

/// <summary>A question that is asked again and again, and cancelled each time at another moment.</summary>
/// <param name="Family"><c>boundary</c>, <c>radius</c>, <c>verify</c> or <c>count</c>.</param>
/// <param name="Name">The kind of question and the network.</param>
/// <param name="Ask">Asks it on the calling thread; returns, or throws <see cref="OperationCanceledException"/>, when nothing works any more.</param>
internal sealed record CancelledQuestion(string Family, string Name, Action<CancellationToken> Ask);
