using System.Collections.Immutable;

namespace PiecewiseLinear.Networks;

/// <summary>A matrix of doubles, each read exactly, in one of four shapes of storage. A closed hierarchy.</summary>
public abstract record LinearOperator(int Rows, int Columns);

/// <summary>The identity.</summary>
public sealed record IdentityOperator(int Width) : LinearOperator(Width, Width);

/// <summary>A diagonal matrix.</summary>
public sealed record DiagonalOperator(ImmutableArray<double> Diagonal) : LinearOperator(Diagonal.Length, Diagonal.Length);

/// <summary>A dense matrix, row by row.</summary>
public sealed record DenseOperator(int Rows, int Columns, ImmutableArray<double> Weights) : LinearOperator(Rows, Columns);

/// <summary>
/// A sparse matrix in compressed rows: the nonzeros of row i are at positions RowStarts[i] … RowStarts[i+1]−1 of ColumnIndices and Weights,
/// column indices ascending and distinct within a row.
/// </summary>
public sealed record SparseOperator(int Rows, int Columns, ImmutableArray<int> RowStarts, ImmutableArray<int> ColumnIndices, ImmutableArray<double> Weights)
    : LinearOperator(Rows, Columns);
