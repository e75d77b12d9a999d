using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// The state of the dense simplex: the point x, the slack b − Ax of every row, the d places of the active set (a row, or −1 for a coordinate that is
/// held) and the inverse B⁻¹ of the matrix of their normals by rows: row j holds coordinate j of the directions of all places. So multipliers, the
/// entering row's coefficients and the update are sums of vectors over the places; nothing is added up across the lanes of a vector.
/// </summary>
/// <remarks>One pinned block, aligned to 64 bytes, holds everything; nothing is allocated after construction.</remarks>
internal sealed unsafe class ActiveSet
{
    private const int Lanes = 8;
    private readonly double[] _memory;
    private readonly int _savedLength;
    private readonly double* _elimination;
    private readonly int[] _savedPlaces;
    private double* _next;
    private int _savedAge;

    /// <summary>Copies and scales the mirrored rows; x = 0, all places soft, all rows active.</summary>
    public ActiveSet(HRepresentation rows, RowScaling scaling)
    {
        Dimension = rows.Dimension;
        Count = rows.Count;
        Stride = rows.Stride;
        Width = (Dimension + Lanes - 1) & ~(Lanes - 1);
        Places = new int[Dimension];
        _savedPlaces = new int[Dimension];
        _savedLength = (Width * (Dimension + 2)) + Stride;
        long total = ((long)Stride * (Dimension + 4)) + (2L * _savedLength) + ((long)Width * (Dimension + 5)) + Lanes;
        _memory = GC.AllocateArray<double>(checked((int)total), pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        _next = (double*)((address + 63) & ~(nint)63);
        Columns = Take(Stride * Dimension);
        Offsets = Take(Stride);
        Change = Take(Stride);
        Active = (long*)Take(Stride);
        Gate = (long*)Take(Stride);
        Point = Take(Width);
        SquaredNorms = Take(Width);
        Inverse = Take(Width * Dimension);
        Slack = Take(Stride);
        Saved = Take(_savedLength);
        Row = Take(Width);
        Direction = Take(Width);
        Multipliers = Take(Width);
        Update = Take(Width);
        Objective = Take(Width);
        _elimination = Take(Width * Dimension);
        scaling.Write(rows, Columns, Offsets);
        new Span<long>(Active, Count).Fill(-1);
    }

    public int Dimension { get; }

    public int Count { get; }

    public int Stride { get; }

    /// <summary>d rounded up to a multiple of 8: the length of a direction with its padding.</summary>
    public int Width { get; }

    /// <summary>Per place of the active set its row, or −1 − j if coordinate j is held there.</summary>
    public int[] Places { get; }

    public double* Columns { get; }

    public double* Offsets { get; }

    /// <summary>A·direction of the step under way.</summary>
    public double* Change { get; }

    /// <summary>All ones for rows in the problem, zero for others.</summary>
    public long* Active { get; }

    /// <summary>All ones for rows that block a step.</summary>
    public long* Gate { get; }

    public double* Point { get; }

    public double* SquaredNorms { get; }

    public double* Inverse { get; }

    public double* Slack { get; }

    public double* Saved { get; }

    public double* Row { get; }

    public double* Direction { get; }

    public double* Multipliers { get; }

    public double* Objective { get; }

    /// <summary>Scratch for an exchange.</summary>
    private double* Update { get; }

    /// <summary>Steps since the inverse was last computed from scratch.</summary>
    public int Age { get; private set; }

    public bool HasSaved { get; private set; }

    /// <summary>Whether place k holds no row of the problem.</summary>
    public bool IsSoft(int place) => Places[place] < 0 || Active[Places[place]] == 0;

    /// <summary>Moves to a point with every place soft.</summary>
    public void Restart(ReadOnlySpan<double> point)
    {
        for (int j = 0; j < Dimension; j++)
        {
            Point[j] = point.IsEmpty ? 0 : point[j];
        }

        Free();
        Refresh();
    }

    /// <summary>slack = b − Ax from scratch.</summary>
    public void Refresh()
    {
        RowKernels.Residuals(Columns, Stride, Offsets, Point, Dimension, Slack);
        Age = 0;
    }

    public void Save()
    {
        new ReadOnlySpan<double>(Point, _savedLength).CopyTo(new Span<double>(Saved, _savedLength));
        Places.CopyTo(_savedPlaces, 0);
        _savedAge = Age;
        HasSaved = true;
    }

    public void Restore()
    {
        new ReadOnlySpan<double>(Saved, _savedLength).CopyTo(new Span<double>(Point, _savedLength));
        _savedPlaces.CopyTo(Places, 0);
        Age = _savedAge;
    }

    /// <summary>Copies row i into <see cref="Row"/>.</summary>
    public void Gather(int row)
    {
        double* from = Columns + row;
        for (int j = 0; j < Dimension; j++, from += Stride)
        {
            Row[j] = *from;
        }
    }

    /// <summary>target = Σⱼ weightsⱼ·(row j of the inverse): a vector over the places.</summary>
    public void Combine(double* weights, double* target)
    {
        for (int block = 0; block < Width; block += Lanes)
        {
            Vector512<double> sum = default;
            double* row = Inverse + block;
            for (int j = 0; j < Dimension; j++, row += Width)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Load(row), Vector512.Create(weights[j]), sum);
            }

            sum.Store(target + block);
        }
    }

    /// <summary>Writes the direction of a place, times a factor, into <see cref="Direction"/>.</summary>
    public void Aim(int place, double factor)
    {
        double* from = Inverse + place;
        for (int j = 0; j < Dimension; j++, from += Width)
        {
            Direction[j] = *from * factor;
        }
    }

    /// <summary>Moves by step · <see cref="Direction"/>, then puts a row into a place of the active set: one rank-1 update of the inverse.</summary>
    public void Exchange(int place, int entering, double step)
    {
        RowKernels.Subtract(Point, Direction, -step, Width);
        RowKernels.Subtract(Slack, Change, step, Stride);
        Slack[entering] = 0;
        Gather(entering);
        Combine(Row, Update);
        double scale = 1 / Update[place];
        for (int k = 0; k < Width; k += Lanes)
        {
            (Vector512.Load(Update + k) * scale).Store(Update + k);
        }

        Update[place] = 1 - scale;
        double* row = Inverse;
        for (int j = 0; j < Dimension; j++, row += Width)
        {
            RowKernels.Subtract(row, Update, row[place], Width);
        }

        Measure();
        int leaving = Places[place];
        Places[place] = entering;
        Gate[entering] = 0;
        if (leaving >= 0)
        {
            Gate[leaving] = Active[leaving];
        }

        Age++;
    }

    /// <summary>Computes the inverse, the point and the slack anew from the places; if they have become dependent, or the work is cancelled, all places become soft.</summary>
    public void Refactor(CancellationToken cancellationToken)
    {
        for (int k = 0; k < Dimension; k++)
        {
            new Span<double>(_elimination + (k * Width), Width).Clear();
            new Span<double>(Inverse + (k * Width), Width).Clear();
            Inverse[(k * Width) + k] = 1;
            for (int j = 0; j < Dimension; j++)
            {
                _elimination[(k * Width) + j] = Places[k] >= 0 ? Columns[(j * Stride) + Places[k]] : j == -1 - Places[k] ? 1 : 0;
            }
        }

        if (!DenseInverse.TryInvert(_elimination, Inverse, Dimension, Width, cancellationToken))
        {
            Free();
            Refresh();
            return;
        }

        Measure();
        Settle();
        Refresh();
    }

    /// <summary>Removes what rounding has left of the slack of the rows in the active set from the point: O(d²).</summary>
    public void Settle()
    {
        for (int k = 0; k < Dimension; k++)
        {
            if (!IsSoft(k))
            {
                Gather(Places[k]);
                double rest = Offsets[Places[k]] - RowKernels.Dot(Row, Point, Width);
                for (int j = 0; j < Dimension; j++)
                {
                    Point[j] += Inverse[(j * Width) + k] * rest;
                }
            }
        }
    }

    /// <summary>The squared lengths of the directions.</summary>
    private void Measure()
    {
        for (int block = 0; block < Width; block += Lanes)
        {
            Vector512<double> sum = default;
            double* row = Inverse + block;
            for (int j = 0; j < Dimension; j++, row += Width)
            {
                Vector512<double> entries = Vector512.Load(row);
                sum = Vector512.FusedMultiplyAdd(entries, entries, sum);
            }

            sum.Store(SquaredNorms + block);
        }
    }

    private void Free()
    {
        new Span<double>(Inverse, Width * Dimension).Clear();
        for (int k = 0; k < Dimension; k++)
        {
            Inverse[(k * Width) + k] = 1;
            SquaredNorms[k] = 1;
            Places[k] = -1 - k;
        }
    }

    private double* Take(int length)
    {
        double* block = _next;
        _next += (length + Lanes - 1) & ~(Lanes - 1);
        return block;
    }
}
