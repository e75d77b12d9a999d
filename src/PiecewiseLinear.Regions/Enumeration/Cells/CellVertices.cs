namespace PiecewiseLinear.Regions;

/// <summary>The lists of vertices of the cells on the current path, one after the other in one array.</summary>
internal sealed class CellVertices
{
    private int[] _ids = new int[4096];

    /// <summary>The end of the last list.</summary>
    public int Top { get; private set; }

    /// <summary>The vertex pushed last.</summary>
    public int Last => _ids[Top - 1];

    /// <summary>The vertices of a cell.</summary>
    public ReadOnlySpan<int> Of(Cell cell) => _ids.AsSpan(cell.Start, cell.Count);

    /// <summary>Appends a vertex.</summary>
    public void Push(int vertex)
    {
        if (Top == _ids.Length)
        {
            Array.Resize(ref _ids, 2 * Top);
        }

        _ids[Top++] = vertex;
    }

    /// <summary>Appends vertices.</summary>
    public void Push(ReadOnlySpan<int> vertices)
    {
        if (Top + vertices.Length > _ids.Length)
        {
            Array.Resize(ref _ids, 2 * (Top + vertices.Length));
        }

        vertices.CopyTo(_ids.AsSpan(Top));
        Top += vertices.Length;
    }

    /// <summary>Drops everything behind a place.</summary>
    public void Pop(int top) => Top = top;
}

/// <summary>A cell: its vertices are a window of <see cref="CellVertices"/>; simple means that exactly k constraints are tight at each of them.</summary>
internal readonly record struct Cell(int Start, int Count, bool IsSimple);
