using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

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
    private readonly Lazy<ImmutableArray<HalfSpace>>? _derivedRows;
    private readonly ImmutableArray<HalfSpace> _rows;

    /// <summary>The polyhedron with the given rows.</summary>
    /// <param name="dimension">The number d of coordinates.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>; looked at once a row.</param>
    /// <exception cref="ArgumentException">A row's dimension is not <paramref name="dimension"/>.</exception>
    public HRepresentation(int dimension, IReadOnlyList<HalfSpace> rows, CancellationToken cancellationToken = default)
    {
        Dimension = dimension;
        _rows = [.. rows];
        Count = _rows.Length;
        Stride = (Count + 7) & ~7;
        _columns = new double[Stride * dimension];
        _offsets = new double[Stride];
        _scaleExponents = new int[Count];
        double[] normal = new double[dimension];
        for (int i = 0; i < Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_rows[i].Dimension != dimension)
            {
                throw new ArgumentException($"row {i} has {_rows[i].Dimension} coefficients, expected {dimension}", nameof(rows));
            }

            Mirror(i, normal);
        }
    }

    /// <summary>
    /// The rows ⟨2^shift·aᵢ, y⟩ ≤ offsetᵢ, where aᵢ are the normals of <paramref name="normals"/>: a polyhedron moved by a dyadic vector. The mirror of
    /// the normals is shared, the rows themselves are made when first asked for.
    /// </summary>
    internal HRepresentation(HRepresentation normals, BigInteger[] offsets, int shift)
    {
        Dimension = normals.Dimension;
        Count = normals.Count;
        Stride = normals.Stride;
        _columns = normals._columns;
        _offsets = new double[Stride];
        _scaleExponents = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            _scaleExponents[i] = normals._scaleExponents[i] + shift;
            _offsets[i] = new Dyadic(offsets[i], -_scaleExponents[i]).ToDoubleApproximate();
        }

        _derivedRows = new Lazy<ImmutableArray<HalfSpace>>(
            () => [.. offsets.Select((b, i) => new HalfSpace([.. normals.Rows[i].Normal.Select(a => a << shift)], b))]);
    }

    /// <summary>
    /// The rows ⟨2^sᵢ·aᵢ, x⟩ + cᵢ·x_{d+1} ≤ 2^sᵢ·bᵢ in d + 1 coordinates. <paramref name="column"/> is cᵢ·2^−(sᵢ+eᵢ), correctly rounded, with eᵢ the scale exponent of
    /// row i; <paramref name="exact"/> makes the rows when they are first asked for.
    /// </summary>
    internal HRepresentation(HRepresentation rows, ReadOnlySpan<double> column, ReadOnlySpan<int> shifts, Func<ImmutableArray<HalfSpace>> exact)
    {
        Dimension = rows.Dimension + 1;
        Count = rows.Count;
        Stride = rows.Stride;
        _columns = new double[Stride * Dimension];
        _offsets = new double[Stride];
        _scaleExponents = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            int excess = Math.Max(0, column[i] == 0 ? 0 : Math.ILogB(column[i]));
            double factor = Math.ScaleB(1, -excess);
            _scaleExponents[i] = rows._scaleExponents[i] + shifts[i] + excess;
            _offsets[i] = rows._offsets[i] * factor;
            _columns[(rows.Dimension * Stride) + i] = column[i] * factor;
            for (int j = 0; j < rows.Dimension; j++)
            {
                _columns[(j * Stride) + i] = rows._columns[(j * Stride) + i] * factor;
            }
        }

        _derivedRows = new Lazy<ImmutableArray<HalfSpace>>(exact);
    }

    /// <summary>The number d of coordinates.</summary>
    public int Dimension { get; }

    /// <summary>The exact rows.</summary>
    public ImmutableArray<HalfSpace> Rows => _derivedRows?.Value ?? _rows;

    /// <summary>The number of rows.</summary>
    public int Count { get; }

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
        _scaleExponents[row] = _rows[row].Mirror(normal, out double offset);
        for (int j = 0; j < normal.Length; j++)
        {
            _columns[(j * Stride) + row] = normal[j];
        }

        _offsets[row] = offset;
    }
}
