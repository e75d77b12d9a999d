using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Service;

/// <summary>Turns questions of the wire into questions of the use case, and the use case's refusals into statuses with the field's path.</summary>
internal sealed class RegionQuestions(ModelDirectory models, SolverCatalog solvers, ServiceLimits limits, TimeProvider time)
{
    /// <summary>The question of a message; all parts that requests add later have their defaults.</summary>
    public RegionQuery Read(V1.RegionQuestion? message, string path, bool withPoint = true)
    {
        if (message is null)
        {
            throw FieldError.Invalid(path, $"{path} is missing");
        }

        StoredModel model = models.Require(message.Sha256, FieldError.Path(path, "sha256"));
        int inputs = model.Loaded.Network.InputDimension;
        if (message.MaxRegions < 0 || message.MaxRegions > limits.MaxRegions)
        {
            throw FieldError.Invalid(FieldError.Path(path, "max_regions"), $"max_regions is {message.MaxRegions}, expected 1 to {limits.MaxRegions}, or 0 for 1000");
        }

        return new RegionQuery
        {
            Network = model.Loaded.Network,
            NetworkSha256 = model.Sha256,
            Point = withPoint ? RequestNumbers.Vector(message.Point, FieldError.Path(path, "point"), "the point") : [],
            Box = RequestNumbers.Box(message.Box, inputs, FieldError.Path(path, "box")),
            Solver = Solver(message.Engine, inputs, FieldError.Path(path, "engine")),
            MaxRegions = message.MaxRegions == 0 ? 1000 : message.MaxRegions,
            Time = time,
        };
    }

    /// <summary>The norm of a request.</summary>
    public static VectorNorm Norm(V1.Norm norm, string path)
        => norm switch
        {
            V1.Norm.Unspecified or V1.Norm.L2 => VectorNorm.L2,
            V1.Norm.L1 => VectorNorm.L1,
            V1.Norm.Linf => VectorNorm.LInf,
            _ => throw FieldError.Invalid(path, $"'{(int)norm}' is no norm; expected l1, l2 or linf"),
        };

    /// <summary>Answers a question that came in the field <c>question</c>.</summary>
    public static PointRegions Answer(RegionQuery query, CancellationToken cancellationToken)
        => Refusals.In("question", () => PointLocator.Locate(query, cancellationToken));

    /// <summary>The patterns at a point that came in the field at <paramref name="path"/>.</summary>
    public static PointPatterns Patterns(RegionQuery query, string path, CancellationToken cancellationToken)
    {
        try
        {
            return PointLocator.LocatePatterns(query, cancellationToken);
        }
        catch (RegionQueryException e)
        {
            throw FieldError.Invalid(string.Equals(e.Field, "point", StringComparison.Ordinal) ? path : e.Field, e.Message, e);
        }
        catch (RegionUndecidedException e)
        {
            throw FieldError.Undecided(e.Message, e);
        }
    }

    /// <summary>The engine that a request names.</summary>
    public ILinearProgramSolver Solver(V1.LinearProgramEngine engine, int inputs, string path)
    {
        try
        {
            return solvers.Get(
                engine switch
                {
                    V1.LinearProgramEngine.Unspecified or V1.LinearProgramEngine.Auto => LinearProgramEngine.Auto,
                    V1.LinearProgramEngine.Dense => LinearProgramEngine.Dense,
                    V1.LinearProgramEngine.Clp => LinearProgramEngine.Clp,
                    V1.LinearProgramEngine.OrTools => LinearProgramEngine.OrTools,
                    _ => throw FieldError.Invalid(path, $"'{(int)engine}' is no engine; expected auto, dense, clp or or-tools"),
                },
                inputs);
        }
        catch (EngineUnavailableException e)
        {
            throw FieldError.EngineMissing(e.Message, e);
        }
    }
}
