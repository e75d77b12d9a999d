using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// d independent equations: rows of the program that are tight, and, in <em>soft</em> places, coordinates held at a value. They determine the point;
/// multipliers and directions come from the same matrix.
/// </summary>
internal sealed class ExactBasis
{
    private readonly ExactProgram _program;
    private readonly int[] _places;
    private readonly Dyadic[] _held;

    /// <summary>The independent ones among the preferred rows, in that order, completed by coordinates held at the given values.</summary>
    public ExactBasis(ExactProgram program, IEnumerable<int> preferredRows, ReadOnlySpan<double> values)
    {
        _program = program;
        int d = program.Dimension;
        ModularEchelon echelon = new(d);
        List<int> places = new(d);
        foreach (int row in preferredRows)
        {
            program.Stop.ThrowIfCancellationRequested();
            if (places.Count < d && echelon.TryAdd(program.Rows.Rows[row].Normal))
            {
                places.Add(row);
            }
        }

        _held = new Dyadic[d];
        for (int j = 0; j < d; j++)
        {
            if (echelon.LacksPivot(j))
            {
                places.Add(-1 - j);
                _held[j] = values.Length == d && double.IsFinite(values[j]) && Math.Abs(values[j]) > 1e-100 ? Dyadic.FromDouble(values[j]) : Dyadic.Zero;
            }
        }

        _places = [.. places];
    }

    /// <summary>Per place its row, or −1 − j if coordinate j is held there.</summary>
    public ReadOnlySpan<int> Places => _places;

    public bool IsSoft(int place) => _places[place] < 0;

    public void Replace(int place, int row) => _places[place] = row;

    /// <summary>The point where all places are tight.</summary>
    public ExactVector? Point()
    {
        BigInteger[][] matrix = Matrix();
        BigInteger[] sides = new BigInteger[matrix.Length];
        for (int k = 0; k < sides.Length; k++)
        {
            if (_places[k] >= 0)
            {
                sides[k] = _program.Rows.Rows[_places[k]].Offset;
                continue;
            }

            Dyadic value = _held[-1 - _places[k]];
            sides[k] = value.Mantissa << Math.Max(0, value.Exponent);
            matrix[k][-1 - _places[k]] <<= Math.Max(0, -value.Exponent);
        }

        return Solve(matrix, sides);
    }

    /// <summary>λ with Σλₖ·(normal of place k) = the given vector.</summary>
    public ExactVector? Multipliers(ImmutableArray<BigInteger> objective)
    {
        BigInteger[][] matrix = Matrix(), transposed = new BigInteger[matrix.Length][];
        for (int j = 0; j < matrix.Length; j++)
        {
            transposed[j] = new BigInteger[matrix.Length];
            for (int k = 0; k < matrix.Length; k++)
            {
                transposed[j][k] = matrix[k][j];
            }
        }

        return Solve(transposed, [.. objective]);
    }

    /// <summary>A direction along which only place k changes: its value decreases if <paramref name="down"/>, else it increases.</summary>
    public ExactVector? Direction(int place, bool down)
    {
        BigInteger[] sides = new BigInteger[_places.Length];
        sides[place] = down ? BigInteger.MinusOne : BigInteger.One;
        return Solve(Matrix(), sides) is { } solution ? new ExactVector(solution.Numerators, BigInteger.One) : null;
    }

    private ExactVector? Solve(BigInteger[][] matrix, BigInteger[] sides)
        => ExactLinearSystem.Solve(matrix, sides, _program.Stop) is { } solution ? new ExactVector(solution.Numerators, solution.Denominator) : null;

    private BigInteger[][] Matrix()
    {
        BigInteger[][] matrix = new BigInteger[_places.Length][];
        for (int k = 0; k < matrix.Length; k++)
        {
            _program.Stop.ThrowIfCancellationRequested();
            if (_places[k] >= 0)
            {
                matrix[k] = [.. _program.Rows.Rows[_places[k]].Normal];
            }
            else
            {
                matrix[k] = new BigInteger[_places.Length];
                matrix[k][-1 - _places[k]] = BigInteger.One;
            }
        }

        return matrix;
    }
}
