using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Google.Protobuf.Collections;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Solvers.OrTools.Messages;
using Status = PiecewiseLinear.Solvers.OrTools.Messages.MPSolverResponseStatus;

namespace PiecewiseLinear.Solvers.OrTools;

/// <summary>Asks the host, and asks again for what its answer lacks: a ray and a point when unbounded, multipliers when infeasible.</summary>
internal sealed class OrToolsSession : ILinearProgramSession
{
    private readonly HRepresentation _rows;
    private readonly MPModel _model;
    private readonly IMPModelHost _host;
    private readonly OrToolsOptions _options;
    private bool _disposed;

    public OrToolsSession(HRepresentation rows, IMPModelHost host, OrToolsOptions options)
    {
        _rows = rows;
        _model = new MPModel(rows);
        _host = host;
        _options = options;
    }

    /// <inheritdoc/>
    public void SetActive(int row, bool active) => _model.SetActive(row, active);

    /// <inheritdoc/>
    [SuppressMessage("Design", "CA1031", Justification = "However a host fails, the engine has failed and the caller goes on.")]
    public LinearProgramCandidate Maximize(ReadOnlySpan<double> objective, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (objective.Length != _rows.Dimension)
        {
            throw new ArgumentException($"the objective has {objective.Length} coefficients, expected {_rows.Dimension}", nameof(objective));
        }

        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Interpret(objective, Ask(_model.Program(objective), cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Failed("cancelled");
        }
        catch (Exception error)
        {
            return Failed(error.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _disposed = true;

    private static LinearProgramCandidate Failed(string message) => new() { Status = CandidateStatus.Failed, Message = message };

    private static LinearProgramCandidate Failed(MPSolutionResponse response) =>
        Failed($"OR-Tools answered {response.Status}{(response.StatusStr.Length > 0 ? ": " + response.StatusStr : string.Empty)}");

    private LinearProgramCandidate Interpret(ReadOnlySpan<double> objective, MPSolutionResponse response, CancellationToken cancellationToken) =>
        response.Status switch
        {
            Status.MpsolverOptimal => Optimal(response),
            Status.MpsolverInfeasible => Infeasible(response, cancellationToken),
            Status.MpsolverUnbounded => Unbounded(objective, cancellationToken),
            _ => Failed(response),
        };

    private LinearProgramCandidate Optimal(MPSolutionResponse response)
    {
        return new LinearProgramCandidate
        {
            Status = CandidateStatus.Optimal,
            Point = Numbers(response.VariableValue, _rows.Dimension, "variable values"),
            Multipliers = Multipliers(response),
        };
    }

    /// <summary>The duals of an infeasible program contradict its rows, if the solver got so far; else a program that always has duals is asked.</summary>
    private LinearProgramCandidate Infeasible(MPSolutionResponse response, CancellationToken cancellationToken)
    {
        double[]? multipliers = response.DualValue.Count == _rows.Count ? Contradiction(response) : null;
        if (multipliers is null)
        {
            MPSolutionResponse elastic = Ask(_model.ContradictionProgram(), cancellationToken);
            multipliers = elastic.Status == Status.MpsolverOptimal ? Contradiction(elastic) : null;
        }

        return new LinearProgramCandidate { Status = CandidateStatus.Infeasible, Multipliers = multipliers };
    }

    /// <summary>A program whose duals are infeasible is unbounded if it has a point at all.</summary>
    private LinearProgramCandidate Unbounded(ReadOnlySpan<double> objective, CancellationToken cancellationToken)
    {
        MPSolutionResponse any = Ask(_model.Program(new double[_rows.Dimension]), cancellationToken);
        if (any.Status == Status.MpsolverInfeasible)
        {
            return Infeasible(any, cancellationToken);
        }

        MPSolutionResponse ray = Ask(_model.RayProgram(objective), cancellationToken);
        return new LinearProgramCandidate
        {
            Status = CandidateStatus.Unbounded,
            Point = any.Status == Status.MpsolverOptimal ? Numbers(any.VariableValue, _rows.Dimension, "variable values") : null,
            Ray = ray.Status == Status.MpsolverOptimal ? Numbers(ray.VariableValue, _rows.Dimension, "variable values") : null,
        };
    }

    private double[] Multipliers(MPSolutionResponse response)
    {
        double[] multipliers = Numbers(response.DualValue, _rows.Count, "dual values");
        for (int i = 0; i < multipliers.Length; i++)
        {
            multipliers[i] = _model.Active[i] ? Math.Max(0, multipliers[i]) : 0;
        }

        return multipliers;
    }

    /// <summary>The multipliers scaled to a largest one of 1, or null unless they look like a contradiction.</summary>
    private double[]? Contradiction(MPSolutionResponse response)
    {
        double[] multipliers = Multipliers(response);
        double largest = multipliers.Length == 0 ? 0 : multipliers.Max();
        if (!(largest > 0) || !double.IsFinite(largest))
        {
            return null;
        }

        double offset = 0;
        for (int i = 0; i < multipliers.Length; i++)
        {
            multipliers[i] /= largest;
            offset += multipliers[i] * _rows.Offsets[i];
        }

        for (int j = 0; j < _rows.Dimension; j++)
        {
            double residual = 0;
            double size = 0;
            for (int i = 0; i < multipliers.Length; i++)
            {
                double term = multipliers[i] * _rows.Columns[(j * _rows.Stride) + i];
                residual += term;
                size += Math.Abs(term);
            }

            if (Math.Abs(residual) > 1e-6 * size)
            {
                return null;
            }
        }

        return offset < 0 ? multipliers : null;
    }

    private MPSolutionResponse Ask(MPModelProto program, CancellationToken cancellationToken)
    {
        var request = new MPModelRequest { Model = program, SolverTimeLimitSeconds = _options.Timeout.TotalSeconds };
        if (_options.Algorithm == OrToolsAlgorithm.Pdlp)
        {
            request.SolverType = MPModelRequest.Types.SolverType.PdlpLinearProgramming;
            return Parse(_host.Solve(request.ToByteArray(), cancellationToken));
        }

        // GLOP's preprocessing tells neither infeasible from unbounded nor multipliers; it is a second try when the plain simplex fails.
        request.SolverType = MPModelRequest.Types.SolverType.GlopLinearProgramming;
        request.SolverSpecificParameters = "use_preprocessing: false";
        MPSolutionResponse response = Parse(_host.Solve(request.ToByteArray(), cancellationToken));
        if (response.Status is Status.MpsolverOptimal or Status.MpsolverInfeasible or Status.MpsolverUnbounded)
        {
            return response;
        }

        request.SolverSpecificParameters = "use_preprocessing: true use_dual_simplex: true";
        MPSolutionResponse second = Parse(_host.Solve(request.ToByteArray(), cancellationToken));
        return second.Status == Status.MpsolverOptimal ? second : response;
    }

    private static MPSolutionResponse Parse(byte[] bytes) => MPSolutionResponse.Parser.ParseFrom(bytes);

    private static double[] Numbers(RepeatedField<double> values, int expected, string what) =>
        values.Count == expected ? [.. values] : throw new IOException($"OR-Tools' answer has {values.Count} {what}, expected {expected}");
}
