using System.Collections.Immutable;

namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>One component of one of several expressions.</summary>
internal readonly record struct Pick(int Source, int Index);

/// <summary>
/// Chooses components of expressions whose rows have at most one nonzero a source. Such a choice is of the same kind, so chains of
/// transpositions, slices and concatenations stay one sparse matrix a source, with one nonzero a row, however long they are.
/// </summary>
internal static class ComponentSelection
{
    /// <summary>The largest number of rows of all matrices of one selection.</summary>
    private const long MaxRows = 1L << 26;

    /// <summary>Whether every row has at most one nonzero a source: the identity, scalings and selections.</summary>
    public static bool IsCheap(AffineExpression value)
        => value.Terms.Select(static term => term.Source).Distinct().Count() == value.Terms.Length
            && value.Terms.All(static term => term.Operator is IdentityOperator or DiagonalOperator
                || (term.Operator is SparseOperator sparse && sparse.ColumnIndices.Length <= sparse.Rows && AtMostOneARow(sparse)));

    /// <summary>The picked components; every expression is cheap.</summary>
    public static AffineExpression Of(AffineExpression[] values, Pick[] picks)
    {
        Dictionary<int, Entries> sources = [];
        foreach (AffineTerm term in values.SelectMany(static value => value.Terms))
        {
            sources.TryAdd(term.Source, new Entries(term.Operator.Columns, picks.Length));
            if (sources.Count * (long)picks.Length > MaxRows)
            {
                throw new RefusalException($"it puts together {picks.Length} numbers of more than {sources.Count - 1} tensors; expected at most {MaxRows} rows of matrices");
            }
        }

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

        return new AffineExpression([.. sources.Select(static source => new AffineTerm(source.Key, source.Value.Build()))], [.. bias]);
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

        public void Set(int row, int column, double weight) => (_columns[row], _weights[row]) = (column, weight);

        public LinearOperator Build()
        {
            if (rows == columns && _weights.AsSpan().IndexOfAnyExcept(1d) < 0 && _columns.AsSpan().SequenceEqual(Enumerable.Range(0, rows).ToArray()))
            {
                return new IdentityOperator(rows);
            }

            ImmutableArray<int>.Builder starts = ImmutableArray.CreateBuilder<int>(rows + 1);
            ImmutableArray<int>.Builder indices = ImmutableArray.CreateBuilder<int>(rows);
            ImmutableArray<double>.Builder weights = ImmutableArray.CreateBuilder<double>(rows);
            starts.Add(0);
            for (int i = 0; i < rows; i++)
            {
                if (_weights[i] != 0d)
                {
                    indices.Add(_columns[i]);
                    weights.Add(_weights[i]);
                }

                starts.Add(indices.Count);
            }

            return new SparseOperator(rows, columns, starts.MoveToImmutable(), indices.ToImmutable(), weights.ToImmutable());
        }
    }
}
