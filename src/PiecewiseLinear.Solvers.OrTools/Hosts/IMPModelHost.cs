namespace PiecewiseLinear.Solvers.OrTools;

/// <summary>
/// Whoever runs OR-Tools: it takes a serialized <c>operations_research.MPModelRequest</c> and gives a serialized
/// <c>operations_research.MPSolutionResponse</c>. The adapter does not care whether that is a process or a library.
/// </summary>
public interface IMPModelHost : IDisposable
{
    /// <summary>Solves one request; safe to call from several threads.</summary>
    /// <param name="request">The bytes of the request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The bytes of the response.</returns>
    /// <exception cref="IOException">The host cannot be reached or died; the message says why.</exception>
    /// <exception cref="TimeoutException">The request took longer than the host allows.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    byte[] Solve(ReadOnlyMemory<byte> request, CancellationToken cancellationToken);
}
