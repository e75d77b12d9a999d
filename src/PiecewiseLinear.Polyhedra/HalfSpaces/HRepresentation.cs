using System.Collections.Immutable;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// A polyhedron as the intersection of finitely many half-spaces, {x ∈ R^d : ⟨aᵢ, x⟩ ≤ bᵢ}, with a mirror of the rows in doubles for the
/// engines that search.
/// </summary>
/// <remarks>
/// Row i of the mirror is row i divided by 2^<see cref="ScaleExponent"/>, each number then correctly rounded: with q = 2^-ScaleExponent,
/// |mirror − exact·q| ≤ 2⁻⁵³·|exact·q| + 2⁻¹⁰⁰⁰. The scale puts the largest coefficient of the normal into [1, 2), unless the offset is larger
/// than that by more than 2^500. The normals lie column by
/// column (all rows' first coefficients, then all rows' second, …), each column padded with zeros to <see cref="Stride"/>, a multiple of 8.
/// </remarks>
public sealed class HRepresentation
{
    private readonly double[] _columns;
    private readonly double[] _offsets;
    private readonly int[] _scaleExponents;

    /// <summary>The polyhedron with the given rows.</summary>
    /// <exception cref="ArgumentException">A row's dimension is not <paramref name="dimension"/>.</exception>
    public HRepresentation(int dimension, IReadOnlyList<HalfSpace> rows)
    {
        Dimension = dimension;
        Rows = [.. rows];
        Stride = (Rows.Length + 7) & ~7;
        _columns = new double[Stride * dimension];
        _offsets = new double[Stride];
        _scaleExponents = new int[Rows.Length];
        double[] normal = new double[dimension];
        for (int i = 0; i < Rows.Length; i++)
        {
            if (Rows[i].Dimension != dimension)
            {
                throw new ArgumentException($"row {i} has {Rows[i].Dimension} coefficients, expected {dimension}", nameof(rows));
            }

            Mirror(i, normal);
        }
    }

    /// <summary>The number d of coordinates.</summary>
    public int Dimension { get; }

    /// <summary>The exact rows.</summary>
    public ImmutableArray<HalfSpace> Rows { get; }

    /// <summary>The number of rows.</summary>
    public int Count => Rows.Length;

    /// <summary>The length of a column of the mirror: the number of rows rounded up to a multiple of 8.</summary>
    public int Stride { get; }

    /// <summary>The mirrored normals, column by column; coefficient j of row i is at j · <see cref="Stride"/> + i.</summary>
    public ReadOnlySpan<double> Columns => _columns;

    /// <summary>The mirrored offsets, padded with zeros to <see cref="Stride"/>.</summary>
    public ReadOnlySpan<double> Offsets => _offsets;

    /// <summary>The exponent e such that the mirror of row i is the row divided by 2^e.</summary>
    public int ScaleExponent(int row) => _scaleExponents[row];

    private void Mirror(int row, Span<double> normal)
    {
        _scaleExponents[row] = Rows[row].Mirror(normal, out double offset);
        for (int j = 0; j < normal.Length; j++)
        {
            _columns[(j * Stride) + row] = normal[j];
        }

        _offsets[row] = offset;
    }
}
