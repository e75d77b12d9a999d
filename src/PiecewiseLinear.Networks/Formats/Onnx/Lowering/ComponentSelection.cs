using System.Runtime.InteropServices;

namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>One component of one of several expressions.</summary>
internal readonly record struct Pick(int Source, int Index);

/// <summary>
/// Chooses components of expressions whose rows have at most one nonzero a source. Such a choice is of the same kind, so chains of
/// transpositions, slices and concatenations stay one sparse matrix a source, with one nonzero a row, however long they are.
/// </summary>
internal static class ComponentSelection
{
    /// <summary>Whether every row has at most one nonzero a source: the identity, scalings and selections.</summary>
    public static bool IsCheap(AffineExpression value)
        => value.Terms.Select(static term => term.Source).Distinct().Count() == value.Terms.Length
            && value.Terms.All(static term => term.Operator is IdentityOperator or DiagonalOperator
                || (term.Operator is SparseOperator sparse && sparse.ColumnIndices.Length <= sparse.Rows && AtMostOneARow(sparse)));

    /// <summary>The picked components; every expression is cheap.</summary>
    public static AffineExpression Of(AffineExpression[] values, Pick[] picks, WorkBudget work)
    {
        work.Spend(picks.Length);
        Dictionary<int, Entries> sources = [];
        foreach (AffineTerm term in values.SelectMany(static value => value.Terms))
        {
            if (!sources.ContainsKey(term.Source))
            {
                work.Spend(3, picks.Length);
                sources.Add(term.Source, new Entries(term.Operator.Columns, picks.Length));
            }
        }

        work.Spend(picks.Length, values.Max(static value => value.Terms.Length));
        double[] bias = new double[picks.Length];
        for (int i = 0; i < picks.Length; i++)
        {
            AffineExpression value = values[picks[i].Source];
            bias[i] = value.Bias[picks[i].Index];
            foreach (AffineTerm term in value.Terms)
            {
                (int column, double weight) = EntryOf(term.Operator, picks[i].Index);
                sources[term.Source].Set(i, column, weight);
            }
        }

        return new AffineExpression([.. sources.Select(static source => new AffineTerm(source.Key, source.Value.Build()))], ImmutableCollectionsMarshal.AsImmutableArray(bias));
    }

    /// <summary>Whether the picks are all components of the first expression in their order.</summary>
    public static bool IsIdentity(int width, Pick[] picks)
    {
        bool same = picks.Length == width;
        for (int i = 0; same && i < picks.Length; i++)
        {
            same = picks[i].Index == i;
        }

        return same;
    }

    private static bool AtMostOneARow(SparseOperator matrix)
    {
        for (int i = 0; i < matrix.Rows; i++)
        {
            if (matrix.RowStarts[i + 1] - matrix.RowStarts[i] > 1)
            {
                return false;
            }
        }

        return true;
    }

    private static (int Column, double Weight) EntryOf(LinearOperator matrix, int row)
        => matrix switch
        {
            IdentityOperator => (row, 1d),
            DiagonalOperator diagonal => (row, diagonal.Diagonal[row]),
            SparseOperator sparse when sparse.RowStarts[row] < sparse.RowStarts[row + 1] => (sparse.ColumnIndices[sparse.RowStarts[row]], sparse.Weights[sparse.RowStarts[row]]),
            _ => (0, 0d),
        };

    /// <summary>A matrix with at most one nonzero a row, under construction.</summary>
    private sealed class Entries(int columns, int rows)
    {
        private readonly int[] _columns = new int[rows];
        private readonly double[] _weights = new double[rows];

        private bool IsAscending()
        {
            for (int i = 0; i < _columns.Length; i++)
            {
                if (_columns[i] != i)
                {
                    return false;
                }
            }

            return true;
        }

        public void Set(int row, int column, double weight) => (_columns[row], _weights[row]) = (column, weight);

        public LinearOperator Build()
        {
            if (rows == columns && _weights.AsSpan().IndexOfAnyExcept(1d) < 0 && IsAscending())
            {
                return new IdentityOperator(rows);
            }

            int[] starts = new int[rows + 1];
            int count = 0;
            for (int i = 0; i < rows; i++)
            {
                if (_weights[i] != 0d)
                {
                    (_columns[count], _weights[count]) = (_columns[i], _weights[i]);
                    count++;
                }

                starts[i + 1] = count;
            }

            return new SparseOperator(
                rows,
                columns,
                ImmutableCollectionsMarshal.AsImmutableArray(starts),
                ImmutableCollectionsMarshal.AsImmutableArray(count == rows ? _columns : _columns[..count]),
                ImmutableCollectionsMarshal.AsImmutableArray(count == rows ? _weights : _weights[..count]));
        }
    }
}
