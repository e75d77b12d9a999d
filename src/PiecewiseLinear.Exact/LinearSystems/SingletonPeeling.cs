using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>
/// Peels a square matrix: an equation with one unknown left determines it (in order of discovery), an unknown that occurs in one
/// equation left is determined by that equation after all others (in reverse order). What remains is the core.
/// </summary>
internal sealed class SingletonPeeling
{
    private readonly BigInteger[][] _a;
    private readonly CancellationToken _cancellationToken;
    private readonly List<(int Row, int Column)> _first = [];
    private readonly List<(int Row, int Column)> _last = [];
    private int[] _coreRows = [];
    private int[] _coreColumns = [];

    private SingletonPeeling(BigInteger[][] a, CancellationToken cancellationToken) => (_a, _cancellationToken) = (a, cancellationToken);

    /// <summary>Whether an equation without unknowns or an unknown without equations was met.</summary>
    public bool IsSingular { get; private set; }

    public static SingletonPeeling Of(BigInteger[][] a, CancellationToken cancellationToken = default)
    {
        SingletonPeeling peeling = new(a, cancellationToken);
        peeling.Peel();
        return peeling;
    }

    /// <summary>Solves the equations with one unknown; returns the common denominator of the numerators written.</summary>
    public BigInteger SolveEquations(BigInteger[] b, BigInteger[] numerators)
    {
        BigInteger denominator = BigInteger.One;
        for (int k = 0; k < _first.Count; k++)
        {
            (int row, int column) = _first[k];
            BigInteger rest = (denominator * b[row]) - Known(row, _first.Take(k), numerators);
            denominator *= Assign(column, rest, _a[row][column], numerators, _first.Take(k));
        }

        return denominator;
    }

    /// <summary>The core with the known values substituted; its unknowns are <paramref name="denominator"/> times the original ones.</summary>
    public (BigInteger[][] Matrix, BigInteger[] RightHandSide) Core(BigInteger[] b, BigInteger[] numerators, BigInteger denominator)
    {
        BigInteger[][] core = [.. _coreRows.Select(row => (BigInteger[])[.. _coreColumns.Select(column => _a[row][column])])];
        BigInteger[] rightHandSide = [.. _coreRows.Select(row => (denominator * b[row]) - Known(row, _first, numerators))];
        return (core, rightHandSide);
    }

    /// <summary>Adds the core's solution and then the unknowns that are determined last; returns the new common denominator.</summary>
    public BigInteger Complete(BigInteger[] b, BigInteger[] numerators, BigInteger denominator, ExactSolution core)
    {
        foreach ((int _, int column) in _first)
        {
            numerators[column] *= core.Denominator;
        }

        for (int k = 0; k < _coreColumns.Length; k++)
        {
            numerators[_coreColumns[k]] = core.Numerators[k];
        }

        denominator *= core.Denominator;
        List<(int Row, int Column)> known = [.. _first, .. _coreColumns.Select(column => (-1, column))];
        for (int k = _last.Count - 1; k >= 0; k--)
        {
            (int row, int column) = _last[k];
            BigInteger rest = (denominator * b[row]) - Known(row, known, numerators);
            denominator *= Assign(column, rest, _a[row][column], numerators, known);
            known.Add((row, column));
        }

        return denominator;
    }

    private BigInteger Known(int row, IEnumerable<(int Row, int Column)> known, BigInteger[] numerators)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        BigInteger sum = BigInteger.Zero;
        foreach ((int _, int column) in known)
        {
            if (!_a[row][column].IsZero)
            {
                sum += _a[row][column] * numerators[column];
            }
        }

        return sum;
    }

    /// <summary>Sets an unknown to rest/coefficient over the common denominator, which grows by the returned positive factor.</summary>
    private static BigInteger Assign(
        int column, BigInteger rest, BigInteger coefficient, BigInteger[] numerators, IEnumerable<(int Row, int Column)> known)
    {
        BigInteger common = BigInteger.GreatestCommonDivisor(rest, coefficient) * coefficient.Sign;
        BigInteger growth = coefficient / common;
        if (!growth.IsOne)
        {
            foreach ((int _, int other) in known)
            {
                numerators[other] *= growth;
            }
        }

        numerators[column] = rest / common;
        return growth;
    }

    private void Peel()
    {
        int n = _a.Length;
        bool[] rowGone = new bool[n], columnGone = new bool[n];
        int[] inRow = new int[n], inColumn = new int[n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                int one = _a[i][j].IsZero ? 0 : 1;
                inRow[i] += one;
                inColumn[j] += one;
            }
        }

        void Remove(int row, int column)
        {
            (rowGone[row], columnGone[column]) = (true, true);
            for (int k = 0; k < n; k++)
            {
                inRow[k] -= _a[k][column].IsZero ? 0 : 1;
                inColumn[k] -= _a[row][k].IsZero ? 0 : 1;
            }
        }

        bool changed = true;
        while (changed)
        {
            changed = false;
            _cancellationToken.ThrowIfCancellationRequested();
            for (int k = 0; k < n; k++)
            {
                if (!rowGone[k] && inRow[k] <= 1 && LeftInRow(k, columnGone) is var column)
                {
                    IsSingular |= column < 0;
                    if (IsSingular)
                    {
                        return;
                    }

                    _first.Add((k, column));
                    Remove(k, column);
                    changed = true;
                }

                if (!columnGone[k] && inColumn[k] <= 1 && LeftInColumn(k, rowGone) is var row)
                {
                    IsSingular |= row < 0;
                    if (IsSingular)
                    {
                        return;
                    }

                    _last.Add((row, k));
                    Remove(row, k);
                    changed = true;
                }
            }
        }

        _coreRows = [.. Enumerable.Range(0, n).Where(i => !rowGone[i])];
        _coreColumns = [.. Enumerable.Range(0, n).Where(j => !columnGone[j])];
    }

    private int LeftInRow(int row, bool[] columnGone)
    {
        int column = _a.Length - 1;
        while (column >= 0 && (columnGone[column] || _a[row][column].IsZero))
        {
            column--;
        }

        return column;
    }

    private int LeftInColumn(int column, bool[] rowGone)
    {
        int row = _a.Length - 1;
        while (row >= 0 && (rowGone[row] || _a[row][column].IsZero))
        {
            row--;
        }

        return row;
    }
}
