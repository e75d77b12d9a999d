using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Solvers.OrTools;

/// <summary>
/// Google's OR-Tools (GLOP or PDLP) behind the linear-programming port, through its public messages. A second opinion and an oracle for
/// differential tests rather than a hot path: a request to the warm host takes about a millisecond for a small program, the first about half
/// a second.
/// </summary>
/// <remarks>
/// The messages carry no basis: each solve starts cold, and candidates have none. One solver may be used by many threads; requests take
/// turns at the host. Whatever goes wrong there ends in a candidate with status <see cref="CandidateStatus.Failed"/> and the reason.
/// </remarks>
public sealed class OrToolsSolver : ILinearProgramSolver, IDisposable
{
    private readonly OrToolsOptions _options;
    private readonly IMPModelHost _host;

    /// <summary>OR-Tools in a Node process, which is started at the first solve.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public OrToolsSolver(OrToolsOptions? options = null)
        : this(options ?? new OrToolsOptions(), host: null)
    {
    }

    /// <summary>OR-Tools behind a given host, which this solver then owns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public OrToolsSolver(OrToolsOptions options, IMPModelHost? host)
    {
        options.Validate();
        _options = options;
        _host = host ?? new NodeHost(options);
    }

    /// <inheritdoc/>
    public LinearProgramEngine Engine => LinearProgramEngine.OrTools;

    /// <inheritdoc/>
    public ILinearProgramSession Open(HRepresentation constraints) => new OrToolsSession(constraints, _host, _options);

    /// <summary>Ends the host. Sessions that are still open answer Failed from now on.</summary>
    public void Dispose() => _host.Dispose();
}
