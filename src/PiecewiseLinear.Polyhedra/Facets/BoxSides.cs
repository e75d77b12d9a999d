using System.Collections.Immutable;
using System.Numerics;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// Says which rows of a polyhedron are the sides of its box: rows k·xⱼ ≤ b (upper) and −k·xⱼ ≤ b (lower) with k &gt; 0. Sides bound the
/// residual of rounded multipliers; a neuron's row of the same shape is not a side.
/// </summary>
public sealed class BoxSides
{
    private readonly int[] _sideOfRow;

    private BoxSides(int rows, ImmutableArray<int> lower, ImmutableArray<int> upper)
    {
        Lower = lower;
        Upper = upper;
        _sideOfRow = new int[rows];
    }

    /// <summary>Per coordinate the row that bounds it from below, or −1.</summary>
    public ImmutableArray<int> Lower { get; }

    /// <summary>Per coordinate the row that bounds it from above, or −1.</summary>
    public ImmutableArray<int> Upper { get; }

    /// <summary>No row is a side.</summary>
    public static BoxSides None(HRepresentation rows) => Of(rows, []);

    /// <summary>The given rows are the sides; the coordinate and the end are read off each row.</summary>
    /// <param name="rows">The polyhedron.</param>
    /// <param name="sides">Indices of rows with exactly one nonzero coefficient, at most one for each end of a coordinate.</param>
    /// <exception cref="ArgumentException">A row has no or several nonzero coefficients, or an end has two rows (the message names them).</exception>
    public static BoxSides Of(HRepresentation rows, IEnumerable<int> sides)
    {
        int[] lower = [.. Enumerable.Repeat(-1, rows.Dimension)];
        int[] upper = [.. Enumerable.Repeat(-1, rows.Dimension)];
        List<(int Row, int Code)> codes = [];
        foreach (int row in sides)
        {
            int coordinate = Coordinate(rows, row);
            bool isUpper = rows.Rows[row].Normal[coordinate].Sign > 0;
            int[] ends = isUpper ? upper : lower;
            if (ends[coordinate] >= 0)
            {
                throw new ArgumentException(
                    $"rows {ends[coordinate]} and {row} are both given as the {(isUpper ? "upper" : "lower")} side of coordinate {coordinate}", nameof(sides));
            }

            ends[coordinate] = row;
            codes.Add((row, isUpper ? coordinate + 1 : -coordinate - 1));
        }

        BoxSides result = new(rows.Count, [.. lower], [.. upper]);
        foreach ((int row, int code) in codes)
        {
            result._sideOfRow[row] = code;
        }

        return result;
    }

    /// <summary>Whether the row is a side.</summary>
    public bool IsSide(int row) => _sideOfRow[row] != 0;

    private static int Coordinate(HRepresentation rows, int row)
    {
        int found = -1;
        ImmutableArray<BigInteger> normal = rows.Rows[row].Normal;
        for (int j = 0; j < normal.Length; j++)
        {
            if (!normal[j].IsZero)
            {
                found = found < 0
                    ? j
                    : throw new ArgumentException($"row {row} is no box side: coefficients {found} and {j} are both nonzero, expected exactly one");
            }
        }

        return found >= 0 ? found : throw new ArgumentException($"row {row} is no box side: all its coefficients are zero, expected exactly one nonzero");
    }
}
