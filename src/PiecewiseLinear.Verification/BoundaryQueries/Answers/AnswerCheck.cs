using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>
/// Evaluates a proposed point exactly against everything that the query says: the network from its weights, the goal, the space of changes, the user's conditions. It shares nothing with the encoding, so a
/// wrong model, or a wrong encoding, is caught here.
/// </summary>
internal static class AnswerCheck
{
    /// <summary>The point as an answer, or null where something does not hold.</summary>
    public static BoundaryPoint? Confirm(
        QueryFrame frame, ChangeSpace space, ImmutableArray<Rational> input, ImmutableArray<(string Name, SmtSort Sort, Rational Value)> constants, CancellationToken cancellationToken)
    {
        if (!space.Contains(input))
        {
            return null;
        }

        // A point that is there when the work has been cancelled is still evaluated: it may be the best so far.
        CancellationToken during = cancellationToken.IsCancellationRequested ? CancellationToken.None : cancellationToken;
        ImmutableArray<Rational> outputs = ExactEvaluator.Evaluate(frame.Query.Network, input, during);
        if (frame.Cases.FirstOrDefault(goal => goal.Holds(outputs)) is not { } goal)
        {
            return null;
        }

        bool evaluated = true;
        if (frame.Query.Constraints is { } constraints)
        {
            bool? truth = constants.Any(static c => c.Sort == SmtSort.Int && !c.Value.IsInteger) ? false : constraints.Evaluate(Values(input, outputs, constants));
            evaluated = truth is not null;
            if (truth == false || (truth is null && !AskSolver(frame, constraints, input, outputs, constants, cancellationToken)))
            {
                return null;
            }
        }

        Rational[] change = [.. input.Zip(space.Point, static (x, p) => x - p)];
        return new BoundaryPoint
        {
            Input = input,
            Outputs = outputs,
            Other = goal.Other,
            Changed = ChangeSpace.Changed(space.Point, input),
            Distances = [.. Enum.GetValues<VectorNorm>().Select(norm => ExactDistance.OfVector(norm, change))],
            Constants = [.. constants.Select(static c => (c.Name, c.Value))],
            ConditionsEvaluated = evaluated,
        };
    }

    private static Dictionary<string, FormulaValue> Values(
        ImmutableArray<Rational> input, ImmutableArray<Rational> outputs, ImmutableArray<(string Name, SmtSort Sort, Rational Value)> constants)
    {
        Dictionary<string, FormulaValue> values = new(StringComparer.Ordinal);
        for (int j = 0; j < input.Length; j++)
        {
            values[SmtText.Input(j)] = FormulaValue.Of(input[j]);
        }

        for (int k = 0; k < outputs.Length; k++)
        {
            values[SmtText.Output(k)] = FormulaValue.Of(outputs[k]);
        }

        foreach ((string name, SmtSort sort, Rational value) in constants)
        {
            values[name] = sort == SmtSort.Bool ? FormulaValue.Of(value.Sign > 0) : FormulaValue.Of(value);
        }

        return values;
    }

    /// <summary>Conditions that are not evaluated here: the solver checks them where every input, output and constant is a number.</summary>
    private static bool AskSolver(
        QueryFrame frame, ConstraintScript constraints, ImmutableArray<Rational> input, ImmutableArray<Rational> outputs, ImmutableArray<(string Name, SmtSort Sort, Rational Value)> constants,
        CancellationToken cancellationToken)
    {
        using ISatisfiabilitySession session = frame.Query.Solver.Open(new SatisfiabilityLimits { MemoryMegabytes = frame.Query.Options.MemoryMegabytes, Time = TimeSpan.FromSeconds(10) });
        session.Assert(constraints.ToScript(), cancellationToken);
        session.Assert(string.Concat(
            constraints.Inputs.Select(j => Equation(SmtText.Input(j), SmtSort.Real, input[j]))
                .Concat(constraints.Outputs.Select(k => Equation(SmtText.Output(k), SmtSort.Real, outputs[k])))
                .Concat(constants.Select(static c => Equation($"|{c.Name}|", c.Sort, c.Value)))), cancellationToken);
        return session.Check([], cancellationToken) is SatisfiabilityOutcome.Satisfied;
    }

    private static string Equation(string name, SmtSort sort, Rational value)
    {
        string number = sort switch
        {
            SmtSort.Bool => value.Sign > 0 ? "true" : "false",
            SmtSort.Int => value.Sign < 0 ? $"(- {-value})" : $"{value}",
            _ => SmtText.Number(value),
        };
        return $"(declare-fun {name} () {sort})(assert (= {name} {number}))\n";
    }
}
