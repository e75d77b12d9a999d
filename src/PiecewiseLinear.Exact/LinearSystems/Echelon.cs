using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>
/// A row echelon form by Bareiss' elimination: after step k every entry below and right of the pivot is the minor of the first k pivot rows
/// and columns together with its own row and column.
/// </summary>
internal sealed class Echelon
{
    private readonly BigInteger[][] _rows;
    private readonly List<int> _pivotColumns = [];

    private Echelon(BigInteger[][] rows) => _rows = rows;

    /// <summary>The number of pivots.</summary>
    public int Rank => _pivotColumns.Count;

    /// <summary>The pivot columns in ascending order; the pivot of row k is in column PivotColumns[k].</summary>
    public IReadOnlyList<int> PivotColumns => _pivotColumns;

    /// <summary>The last pivot: up to sign the minor of the pivot rows and columns; 1 without pivots.</summary>
    public BigInteger LastPivot { get; private set; } = BigInteger.One;

    /// <summary>Whether an odd number of pairs of rows were swapped.</summary>
    public bool SwappedOddly { get; private set; }

    /// <summary>Eliminates in place; pivots are taken from the first <paramref name="columns"/> columns, further columns are carried along.</summary>
    public static Echelon Of(BigInteger[][] rows, int columns, CancellationToken cancellationToken = default)
    {
        Echelon echelon = new(rows);
        for (int c = 0; c < columns && echelon.Rank < rows.Length; c++)
        {
            echelon.Eliminate(c, cancellationToken);
        }

        return echelon;
    }

    /// <summary>
    /// Solves the pivot part of the echelon form for scale · LastPivot times column <paramref name="column"/>; the components go to the
    /// pivot columns of <paramref name="target"/>. They are integers by Cramer's rule.
    /// </summary>
    public void BackSubstitute(int column, BigInteger scale, BigInteger[] target, CancellationToken cancellationToken = default)
    {
        BigInteger factor = scale * LastPivot;
        for (int k = Rank - 1; k >= 0; k--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            BigInteger[] row = _rows[k];
            BigInteger sum = factor * row[column];
            for (int later = k + 1; later < Rank; later++)
            {
                sum -= row[_pivotColumns[later]] * target[_pivotColumns[later]];
            }

            target[_pivotColumns[k]] = sum / row[_pivotColumns[k]];
        }
    }

    private void Eliminate(int column, CancellationToken cancellationToken)
    {
        int step = Rank;
        int pivotRow = ShortestPivot(column, step);
        if (pivotRow < 0)
        {
            return;
        }

        if (pivotRow != step)
        {
            (_rows[step], _rows[pivotRow]) = (_rows[pivotRow], _rows[step]);
            SwappedOddly = !SwappedOddly;
        }

        BigInteger[] top = _rows[step];
        BigInteger pivot = top[column];
        for (int i = step + 1; i < _rows.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            BigInteger[] row = _rows[i];
            BigInteger factor = row[column];
            for (int j = column + 1; j < row.Length; j++)
            {
                BigInteger cross = pivot * row[j];
                cross = factor.IsZero || top[j].IsZero ? cross : cross - (factor * top[j]);
                row[j] = LastPivot.IsOne || cross.IsZero ? cross : cross / LastPivot;
            }

            row[column] = BigInteger.Zero;
        }

        _pivotColumns.Add(column);
        LastPivot = pivot;
    }

    /// <summary>The row with the shortest nonzero entry, or −1; short pivots keep products short in sparse matrices.</summary>
    private int ShortestPivot(int column, int from)
    {
        int best = -1;
        long least = long.MaxValue;
        for (int i = from; i < _rows.Length; i++)
        {
            if (!_rows[i][column].IsZero && (long)BigInteger.Abs(_rows[i][column]).GetBitLength() is var bits && bits < least)
            {
                (best, least) = (i, bits);
            }
        }

        return best;
    }
}
