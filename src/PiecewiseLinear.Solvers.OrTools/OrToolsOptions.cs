namespace PiecewiseLinear.Solvers.OrTools;

/// <summary>The linear solvers of OR-Tools that are asked for here.</summary>
public enum OrToolsAlgorithm
{
    /// <summary>Google's simplex code.</summary>
    Glop,

    /// <summary>The primal-dual first-order method: for very large programs, and less accurate.</summary>
    Pdlp,
}

/// <summary>How OR-Tools is run.</summary>
public sealed record OrToolsOptions
{
    /// <summary>Which solver.</summary>
    public OrToolsAlgorithm Algorithm { get; init; } = OrToolsAlgorithm.Glop;

    /// <summary>
    /// The folder with <c>host.mjs</c> and its <c>node_modules</c>. Null: the value of the environment variable PLIN_ORTOOLS_HOST, else
    /// <c>ortools-host</c> beside this assembly, else the source tree above it.
    /// </summary>
    public string? HostDirectory { get; init; }

    /// <summary>The Node.js program, version 20 or newer; looked up in PATH if it is a bare name.</summary>
    public string NodePath { get; init; } = "node";

    /// <summary>How long one request may take, the wait for its turn and a start of the host included; more than zero, 30 s unless told.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Throws unless every option is in its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    internal void Validate()
    {
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromHours(24))
        {
            throw new ArgumentOutOfRangeException(nameof(Timeout), Timeout, $"{nameof(Timeout)} is {Timeout}, expected more than 0 and at most 24 h");
        }

        if (!Enum.IsDefined(Algorithm))
        {
            throw new ArgumentOutOfRangeException(nameof(Algorithm), Algorithm, $"{nameof(Algorithm)} is {Algorithm}, expected Glop or Pdlp");
        }

        if (string.IsNullOrWhiteSpace(NodePath))
        {
            throw new ArgumentOutOfRangeException(nameof(NodePath), NodePath, $"{nameof(NodePath)} is empty, expected a program");
        }
    }
}
