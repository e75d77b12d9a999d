using System.Collections.Immutable;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>A query that has been checked against its network, with its label decided.</summary>
internal sealed class QueryFrame
{
    private QueryFrame(BoundaryQuery query, int label, ExactEvaluation atPoint)
    {
        (Query, Label, AtPoint) = (query, label, atPoint);
        Cases = GoalCase.All(query.Goal, label, query.Target, atPoint.Output.Length);
    }

    public BoundaryQuery Query { get; }

    public int Label { get; }

    /// <summary>The network at the point of the query.</summary>
    public ExactEvaluation AtPoint { get; }

    public ImmutableArray<GoalCase> Cases { get; }

    /// <summary>Checks a query.</summary>
    /// <exception cref="RegionQueryException">A part of it does not fit; the exception names it.</exception>
    /// <exception cref="ConstraintException">The solver does not accept the user's conditions.</exception>
    public static QueryFrame Of(BoundaryQuery query)
    {
        int d = query.Network.InputDimension, outputs = query.Network.OutputDimension, labels = Math.Max(2, outputs);
        Require(query.Point.Length == d, "point", $"the point has {query.Point.Length} numbers, expected {d}, one for each input of the network");
        Require(query.Box is null || query.Box.Dimension == d, "box", $"the box has {query.Box?.Dimension} inputs, expected {d}, one for each input of the network");
        Require(query.Ball is null || query.Ball.Radius.Sign >= 0, "ball", $"the radius is {query.Ball?.Radius}, expected one that is not negative");
        Require(query.MaxChanged is null or >= 0, "max_changed", $"the number of inputs that may change is {query.MaxChanged}, expected one that is not negative");
        Require(query.Label is null || (query.Label >= 0 && query.Label < labels), "label", $"there is no label {query.Label}, expected 0 … {labels - 1}");
        Require(query.Target is null || (query.Target >= 0 && query.Target < labels), "target", $"there is no label {query.Target}, expected 0 … {labels - 1}");
        Require(query.Options.MemoryMegabytes > 0, "memory", $"the memory is {query.Options.MemoryMegabytes} MB, expected at least 1");
        Require(query.Options.Precision.Sign > 0, "precision", $"the precision is {query.Options.Precision}, expected a positive number");
        Require(query.Options.Threads >= 1, "threads", $"the number of threads is {query.Options.Threads}, expected at least 1");
        Require(query.Options.Time is not { Ticks: < 0 }, "max_seconds", $"the time is {query.Options.Time}, expected one that is not negative");
        foreach (int j in query.Integers)
        {
            RequireInput(j, d, "integers");
        }

        foreach (InputCategory category in query.Categories)
        {
            RequireInput(category.Input, d, "categories");
            Require(!category.Values.IsDefaultOrEmpty, "categories", $"input {category.Input} has no values, expected at least one");
        }

        foreach (ImmutableArray<int> group in query.OneHot)
        {
            Require(!group.IsDefaultOrEmpty, "one_hot", "a one-hot group has no inputs, expected at least one");
            Require(group.Distinct().Count() == group.Length, "one_hot", $"the one-hot group {string.Join(", ", group)} has an input twice");
            foreach (int j in group)
            {
                RequireInput(j, d, "one_hot");
            }
        }

        ExactEvaluation atPoint = ExactEvaluator.Trace(query.Network, query.Point);
        int label = query.Label ?? DecisionProblem.DecisionAt(atPoint.Output);
        Require(query.Target != label, "target", $"the target {query.Target} is the label itself, expected another one");
        AcceptConstraints(query);
        return new QueryFrame(query, label, atPoint);
    }

    /// <summary>The solver reads the user's text once before anything is searched, so that mistakes are told whatever the search would have needed.</summary>
    private static void AcceptConstraints(BoundaryQuery query)
    {
        if (query.Constraints is not { } constraints)
        {
            return;
        }

        using ISatisfiabilitySession session = query.Solver.Open(new SatisfiabilityLimits { MemoryMegabytes = query.Options.MemoryMegabytes });
        try
        {
            session.Assert(constraints.ToScript());
        }
        catch (SmtLibRejectedException refusal)
        {
            throw constraints.Refusal(refusal);
        }
    }

    private static void RequireInput(int input, int inputs, string field) => Require(input >= 0 && input < inputs, field, $"there is no input {input}, expected 0 … {inputs - 1}");

    private static void Require(bool holds, string field, string message)
    {
        if (!holds)
        {
            throw new RegionQueryException(field, message);
        }
    }
}
