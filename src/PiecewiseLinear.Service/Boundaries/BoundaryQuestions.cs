using System.Collections.Immutable;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Service;

/// <summary>Turns boundary questions of the wire into queries.</summary>
internal sealed class BoundaryQuestions(ModelDirectory models, SolverCatalog solvers, TimeProvider time)
{
    private const string Path = "question";

    /// <summary>The query of a question with its model.</summary>
    public (StoredModel Model, BoundaryQuery Query) Read(V1.BoundaryQuestion? message, V1.BoundaryGoal goal, V1.BoundaryObjective objective, int? target)
    {
        if (message is null)
        {
            throw FieldError.Invalid(Path, "question is missing");
        }

        StoredModel model = models.Require(message.Sha256, "question.sha256");
        int inputs = model.Loaded.Network.InputDimension;
        if (message.MaxMemoryMegabytes < 0)
        {
            throw FieldError.Invalid("question.max_memory_megabytes", $"max_memory_megabytes is {message.MaxMemoryMegabytes}, expected a positive number, or 0 for 2048");
        }

        return (model, new BoundaryQuery
        {
            Network = model.Loaded.Network,
            Point = RequestNumbers.Vector(message.Point, "question.point", "the point"),
            Label = message.HasLabel ? message.Label : null,
            Target = target,
            Goal = Goal(goal),
            Minimize = Objective(objective),
            Box = RequestNumbers.Box(message.Box, inputs, "question.box"),
            Ball = message.Ball is null ? null : new NormBall(
                RegionQuestions.Norm(message.Ball.Norm, "question.ball.norm"), RequestNumbers.Number(message.Ball.Radius, "question.ball.radius", "the radius")),
            MaxChanged = message.HasMaxChanged ? message.MaxChanged : null,
            Integers = [.. message.Integers],
            Categories = [.. message.Categories.Select(static (category, i) => new InputCategory(
                category.Input, [.. category.Values.Select((value, k) => RequestNumbers.Number(value, $"question.categories[{i}].values[{k}]", $"value {k} of input {category.Input}"))]))],
            OneHot = [.. message.OneHot.Select(static group => group.Inputs.ToImmutableArray())],
            Constraints = Constraints(message.Constraints, model.Loaded),
            Solver = Logic(),
            LinearPrograms = solvers.Get(LinearProgramEngine.Auto, inputs),
            Options = new BoundaryOptions
            {
                Time = RequestPoints.Seconds(message.MaxSeconds, "question.max_seconds"),
                MemoryMegabytes = message.MaxMemoryMegabytes == 0 ? 2048 : message.MaxMemoryMegabytes,
                Clock = time,
            },
        });
    }

    /// <summary>Runs a use case; what it refuses becomes a status with the field's path.</summary>
    public static T Answer<T>(Func<T> useCase)
    {
        try
        {
            return Refusals.In(Path, useCase);
        }
        catch (ConstraintException e)
        {
            throw FieldError.Invalid("question.constraints", e.Message, e);
        }
    }

    private ISatisfiabilitySolver Logic()
    {
        try
        {
            return solvers.Logic;
        }
        catch (EngineUnavailableException e)
        {
            throw FieldError.EngineMissing(e.Message, e);
        }
    }

    private static ConstraintScript? Constraints(string text, LoadedNetwork loaded)
    {
        if (text.Length == 0)
        {
            return null;
        }

        ConstraintScript script = Answer(() => ConstraintScript.Parse(text, "constraints", loaded.Network.InputDimension, loaded.Network.OutputDimension));
        return script.WhyRefused(loaded.Report.Tail) is { } reason ? throw FieldError.Invalid("question.constraints", reason) : script;
    }

    private static BoundaryGoal Goal(V1.BoundaryGoal goal)
        => goal switch
        {
            V1.BoundaryGoal.Unspecified or V1.BoundaryGoal.Boundary => BoundaryGoal.Boundary,
            V1.BoundaryGoal.Across => BoundaryGoal.Across,
            V1.BoundaryGoal.Reach => BoundaryGoal.Reach,
            _ => throw FieldError.Invalid("goal", $"'{(int)goal}' is no goal; expected boundary, across or reach"),
        };

    private static BoundaryObjective Objective(V1.BoundaryObjective objective)
        => objective switch
        {
            V1.BoundaryObjective.Unspecified => BoundaryObjective.None,
            V1.BoundaryObjective.Changed => BoundaryObjective.Changed,
            V1.BoundaryObjective.L1 => BoundaryObjective.L1,
            V1.BoundaryObjective.L2 => BoundaryObjective.L2,
            V1.BoundaryObjective.Linf => BoundaryObjective.LInf,
            _ => throw FieldError.Invalid("minimize", $"'{(int)objective}' cannot be minimized; expected changed, l1, l2 or linf"),
        };
}
