using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Solvers.Clp;
using PiecewiseLinear.Solvers.OrTools;
using PiecewiseLinear.Solvers.Z3;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Service;

/// <summary>The engines for linear programs and for logic, each made on first use; OR-Tools' host ends with the catalog.</summary>
public sealed class SolverCatalog : IDisposable
{
    /// <summary>
    /// From this many variables on, <see cref="LinearProgramEngine.Auto"/> takes CLP: the dense engine keeps a d × d inverse, CLP a sparse one.
    /// </summary>
    private const int SparseFrom = 256;

    private readonly Lazy<ClpSolver> _clp = new(static () => new ClpSolver());
    private readonly Lazy<OrToolsSolver> _orTools = new(static () => new OrToolsSolver());
    private readonly Lazy<Z3Solver> _z3 = new(static () => new Z3Solver());
    private readonly DenseSimplex _dense = new();

    /// <summary>The engine of that name; <see cref="LinearProgramEngine.Auto"/> chooses by the number of variables.</summary>
    /// <exception cref="EngineUnavailableException">The engine is not installed; the message says how to get it.</exception>
    public ILinearProgramSolver Get(LinearProgramEngine engine, int variables)
    {
        try
        {
            return engine switch
            {
                LinearProgramEngine.Dense => _dense,
                LinearProgramEngine.Clp => _clp.Value,
                LinearProgramEngine.OrTools => _orTools.Value,
                LinearProgramEngine.Auto => variables >= SparseFrom && ClpSolver.WhyUnavailable is null ? _clp.Value : _dense,
                _ => throw new ArgumentOutOfRangeException(nameof(engine), engine, "expected auto, dense, clp or or-tools"),
            };
        }
        catch (DllNotFoundException e)
        {
            throw new EngineUnavailableException(e.Message, e);
        }
    }

    /// <summary>The engine for logic.</summary>
    /// <exception cref="EngineUnavailableException">Z3 is not installed; the message says how to get it.</exception>
    public ISatisfiabilitySolver Logic
    {
        get
        {
            try
            {
                return _z3.Value;
            }
            catch (DllNotFoundException e)
            {
                throw new EngineUnavailableException(e.Message, e);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_orTools.IsValueCreated)
        {
            _orTools.Value.Dispose();
        }
    }
}

/// <summary>An engine that was asked for is not installed; the message says how to get it.</summary>
public sealed class EngineUnavailableException : Exception
{
    /// <summary>Says what is missing.</summary>
    public EngineUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is missing, and the cause.</summary>
    public EngineUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An engine is missing.</summary>
    public EngineUnavailableException()
        : this("the engine is not installed")
    {
    }
}
