using PiecewiseLinear.Exact;
using static PiecewiseLinear.Certificates.Tests.ReferenceProver.SmallLinearAlgebra;

namespace PiecewiseLinear.Certificates.Tests.ReferenceProver;

/// <summary>A named inequality ⟨Normal, x⟩ ≤ Offset.</summary>
internal sealed record SlowRow(RowReference Name, Rational[] Normal, Rational Offset)
{
    public bool IsConstant => Normal.All(static a => a.IsZero);

    public Rational Slack(Rational[] point) => Offset - Dot(Normal, point);

    public bool IsMultipleOf(SlowRow other)
    {
        int pivot = Array.FindIndex(Normal, static a => !a.IsZero);
        if (pivot < 0 || other.Normal[pivot].IsZero)
        {
            return false;
        }

        Rational ratio = Normal[pivot] / other.Normal[pivot];
        return ratio.Sign > 0 && Offset == ratio * other.Offset && Normal.Zip(other.Normal).All(pair => pair.First == ratio * pair.Second);
    }
}

/// <summary>
/// A polyhedron of few dimensions by brute force: all vertices by intersecting d rows at a time, everything else from the vertices. Without a box the
/// cube of half-width 1000 bounds it (far outside of everything that the golden networks have).
/// </summary>
internal sealed class SlowPolyhedron
{
    private readonly int _dimension;

    public SlowPolyhedron(int dimension, IReadOnlyList<SlowRow> rows, bool bounded)
    {
        _dimension = dimension;
        Rows = rows;
        Bounded = bounded ? rows : [.. rows, .. Cube(dimension, 1000)];
        Vertices = FindVertices(dimension, Bounded);
        Interior = Vertices.Count == 0 ? null : Average(Vertices);
        IsFullDimensional = Interior is not null && rows.All(row => row.Slack(Interior).Sign > 0);
    }

    public IReadOnlyList<SlowRow> Rows { get; }

    public IReadOnlyList<SlowRow> Bounded { get; }

    public IReadOnlyList<Rational[]> Vertices { get; }

    public Rational[]? Interior { get; }

    public bool IsFullDimensional { get; }

    /// <summary>The facets: groups of rows that are positive multiples of each other and hold d affinely independent vertices.</summary>
    public IReadOnlyList<IReadOnlyList<SlowRow>> Facets()
    {
        List<List<SlowRow>> groups = [];
        foreach (SlowRow row in Rows.Where(static row => !row.IsConstant).OrderBy(static row => row.Name, RowReference.Order))
        {
            if (groups.Find(group => row.IsMultipleOf(group[0])) is { } found)
            {
                found.Add(row);
            }
            else
            {
                groups.Add([row]);
            }
        }

        return [.. groups.Where(group => AffineDimension([.. Vertices.Where(vertex => group[0].Slack(vertex).IsZero)]) == _dimension - 1)];
    }

    /// <summary>A point that violates the rows of one facet and no other.</summary>
    public Rational[] Beyond(IReadOnlyList<SlowRow> facet)
    {
        Rational[] middle = Average([.. Vertices.Where(vertex => facet[0].Slack(vertex).IsZero)]);
        Rational step = Rational.One;
        foreach (SlowRow row in Bounded.Except(facet))
        {
            Rational speed = Dot(row.Normal, facet[0].Normal);
            step = speed.Sign > 0 ? Rational.Min(step, row.Slack(middle) / speed / 2) : step;
        }

        return [.. middle.Zip(facet[0].Normal, (m, a) => m + (step * a))];
    }

    public static IReadOnlyList<SlowRow> Cube(int dimension, int halfWidth)
        => [.. Enumerable.Range(0, dimension).SelectMany(j => new[] { 1, -1 }.Select(sign =>
            new SlowRow(default, [.. Enumerable.Range(0, dimension).Select(k => (Rational)(k == j ? sign : 0))], halfWidth)))];

    public static IReadOnlyList<Rational[]> FindVertices(int dimension, IReadOnlyList<SlowRow> rows)
    {
        List<Rational[]> vertices = [];
        foreach (int[] subset in Subsets(rows.Count, dimension, dimension))
        {
            Rational[][] columns = [.. Enumerable.Range(0, dimension).Select(j => subset.Select(i => rows[i].Normal[j]).ToArray())];
            if (Solve(columns, [.. subset.Select(i => rows[i].Offset)]) is { } vertex
                && rows.All(row => row.Slack(vertex).Sign >= 0)
                && !vertices.Exists(known => known.AsSpan().SequenceEqual(vertex)))
            {
                vertices.Add(vertex);
            }
        }

        return vertices;
    }
}
