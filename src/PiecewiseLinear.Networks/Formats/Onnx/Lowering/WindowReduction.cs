using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>Sums, means, maxima and minima of groups of components: poolings and reductions. A group lists its components in row-major order.</summary>
internal static class WindowReduction
{
    /// <summary>The sum of each group.</summary>
    public static AffineExpression Sum(NodeContext node, AffineExpression values, int[][] groups)
        => node.Algebra.Apply(Matrix(groups, values.Width, static _ => 1d), values);

    /// <summary>The sum of each group divided by its count: exact, through the divisor of an affine node.</summary>
    public static AffineExpression Mean(NodeContext node, AffineExpression values, int[][] groups, int[] counts)
    {
        node.Work.Spend(groups.Length, (2L + counts.Distinct().Count()) * 4);
        BigInteger common = IntegerVector.LeastCommonMultiple(counts.Distinct().Select(static count => (BigInteger)count));
        if (common <= 1 << 30)
        {
            return Divided(node, values, groups, counts, (int)common);
        }

        AffineExpression source = node.Shared(new FlowValue(TensorShape.Of(values.Width), values)).Expression;
        AffineExpression? sum = null;
        foreach (int count in counts.Distinct().Order())
        {
            int[][] members = [.. groups.Select((group, i) => counts[i] == count ? group : [])];
            AffineExpression part = Divided(node, source, members, [.. counts.Select(_ => count)], count);
            sum = sum is null ? part : node.Algebra.Plus(sum, part);
        }

        return sum ?? values;
    }

    /// <summary>The maximum (or minimum) of each group: a left fold; step t of all groups with more than t members is one hidden layer.</summary>
    public static AffineExpression Extreme(NodeContext node, AffineExpression values, int[][] groups, bool minimum)
    {
        Kinks kinks = new(node);
        AffineExpression source = node.Shared(new FlowValue(TensorShape.Of(values.Width), values)).Expression;
        AffineExpression fold = node.Algebra.Select(source, Array.ConvertAll(groups, static group => group[0]));
        int longest = groups.Max(static group => group.Length);
        for (int t = 1; t < longest; t++)
        {
            node.Work.Spend((4 * WorkBudget.StepsPerNode) + (4L * groups.Length));
            int[] rest = [.. Enumerable.Range(0, groups.Length).Where(i => groups[i].Length > t)];
            AffineExpression next = node.Algebra.Select(source, Array.ConvertAll(rest, i => groups[i][t]));
            AffineExpression before = node.Algebra.Select(fold, rest);
            AffineExpression step = minimum ? kinks.Min(before, next) : kinks.Max(before, next);
            fold = rest.Length == groups.Length ? step : Merge(node, fold, step, rest);
        }

        return fold;
    }

    private static AffineExpression Merge(NodeContext node, AffineExpression fold, AffineExpression step, int[] changed)
    {
        Pick[] picks = [.. Enumerable.Range(0, fold.Width).Select(static i => new Pick(0, i))];
        for (int k = 0; k < changed.Length; k++)
        {
            picks[changed[k]] = new Pick(1, k);
        }

        return node.Algebra.Select([fold, step], picks);
    }

    /// <summary>Powers of two of the common denominator go into the weights, the odd rest is the divisor of a node.</summary>
    private static AffineExpression Divided(NodeContext node, AffineExpression values, int[][] groups, int[] counts, int common)
    {
        int shift = BitOperations.TrailingZeroCount(common);
        LinearOperator matrix = Matrix(groups, values.Width, i => Math.ScaleB(common / counts[i], -shift));
        AffineExpression sum = node.Algebra.Apply(matrix, values);
        int divisor = common >> shift;
        return divisor == 1 ? sum : node.Graph.AsNode(sum, node.OutputName, divisor);
    }

    private static LinearOperator Matrix(int[][] groups, int columns, Func<int, double> weight)
    {
        OperatorBuilder matrix = new(columns);
        for (int i = 0; i < groups.Length; i++)
        {
            foreach (int member in groups[i])
            {
                matrix.Add(member, weight(i));
            }

            matrix.EndRow();
        }

        return matrix.Build();
    }
}
