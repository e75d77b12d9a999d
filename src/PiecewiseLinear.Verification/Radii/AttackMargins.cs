using System.Collections.Immutable;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>The rows that keep points of a batch out of D, in doubles. Of a goal of several rows the one that is farthest from holding counts, and of the two of a tie only that the rival at least ties.</summary>
internal sealed unsafe class AttackMargins(DecisionProblem problem, BatchGradient batch)
{
    private readonly CompiledRow[][] _rows = [.. problem.Rows.Select(rows => Margins(problem.Query, rows))];

    /// <summary>The number of rivals.</summary>
    public int Rivals => _rows.Length;

    /// <summary>The row that counts of the rival that a point is after: each point is after one.</summary>
    public CompiledRow Of(int point) => Worst(_rows[point % _rows.Length], point);

    /// <summary>The value of a row at a point last evaluated.</summary>
    public double Value(int point, CompiledRow margin)
    {
        // A margin is one of outputs alone: to go through the zeros of its inputs would cost more than the network at a point.
        double sum = margin.Constant;
        double* outputs = batch.Outputs.Row(point);
        for (int k = 0; k < margin.Outputs.Length; k++)
        {
            sum += margin.Outputs[k] * outputs[k];
        }

        return sum;
    }

    private CompiledRow Worst(CompiledRow[] rows, int point)
    {
        CompiledRow worst = rows[0];
        foreach (CompiledRow row in rows)
        {
            worst = Value(point, row) > Value(point, worst) ? row : worst;
        }

        return worst;
    }

    /// <summary>The row that keeps a point farthest out of the part of D that it is nearest to: the point is in D where it is not positive.</summary>
    public CompiledRow Least(int point)
    {
        CompiledRow least = Worst(_rows[0], point);
        foreach (CompiledRow[] rows in _rows)
        {
            CompiledRow worst = Worst(rows, point);
            least = Value(point, worst) < Value(point, least) ? worst : least;
        }

        return least;
    }

    private static CompiledRow[] Margins(RadiusQuery query, ImmutableArray<PropertyRow> rows)
        => [.. rows.Where((_, k) => query.Goal != RadiusGoal.Boundary || k != 1).Select(row => Compile(row, query.Network))];

    private static CompiledRow Compile(PropertyRow row, ReluNetwork network)
    {
        double[] outputs = new double[network.OutputDimension];
        foreach (PropertyTerm term in row.Outputs)
        {
            outputs[term.Index] = term.Coefficient.ToDoubleApproximate();
        }

        return new CompiledRow(new double[network.InputDimension], outputs, 0d);
    }
}
