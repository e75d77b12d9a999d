using System.Numerics;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// The evidence of consecutive regions of a count, in the making: an engine reports what it does on its walk through the split tree, depth first,
/// Inactive before Active. A segment begins at the root or at the Active child of a split and ends with a leaf, so that the segments of several
/// threads, one after the other in the order of the walk, are the evidence of the whole. Not thread-safe; calls cost the bytes that they write.
/// </summary>
/// <remarks>
/// Rows have numbers: with k free inputs, 2c and 2c + 1 are the lower and upper side of the c-th free input, and 2k + j is the row of the j-th split
/// on the path from the root (of all layers). A neuron that does not cut a cell is no row. A <em>basis</em> is the list, ascending, of k rows
/// that are tight at a vertex where the form in question is extreme, chosen such that the form's normal is a combination with coefficients ≥ 0 of
/// their normals; the empty basis says that the box alone is enough.
/// </remarks>
/// <param name="question">The question of the certificate.</param>
public sealed class RegionCountSegment(RegionCountQuestion question)
{
    private readonly int _freeInputs = question.FreeInputs;
    private readonly ByteText _lines = new();
    private readonly ByteText _facets = new();
    private readonly ByteText _decision = new();
    private bool _inLine;
    private int _complete;

    /// <summary>The leaves so far.</summary>
    public int LeafCount { get; private set; }

    /// <summary>The length of the text so far, in bytes.</summary>
    public int Length => _lines.Length;

    /// <summary>The complete lines.</summary>
    internal ReadOnlySpan<byte> Lines => _lines.Written[.._complete];

    /// <summary>The line that is begun.</summary>
    internal ReadOnlySpan<byte> Rest => _lines.Written[_complete..];

    /// <summary>How the line of a leaf begins.</summary>
    internal static ReadOnlySpan<byte> LineStart => "{\"steps\":\""u8;

    /// <summary>
    /// A neuron of the current layer does not cut the current cell. Its form is not identically zero there (such a neuron is Inactive without a
    /// word); the neurons of a cell are reported in any order, before the cell's split.
    /// </summary>
    /// <param name="neuron">The neuron within its layer.</param>
    /// <param name="phase">Inactive where its form is ≤ 0 on the cell, Active where it is ≥ 0.</param>
    /// <param name="basis">k rows tight where the form is largest (Inactive) or smallest (Active), or none where the box is enough.</param>
    /// <exception cref="ArgumentException">The basis is none.</exception>
    public void Settled(int neuron, ActivationPhase phase, ReadOnlySpan<int> basis)
    {
        Steps().Number(neuron).Byte(phase == ActivationPhase.Active ? (byte)'+' : (byte)'-');
        Basis(_lines, basis);
    }

    /// <summary>A row (box side or split) is implied by the others from this cell on; only where facets are proved. Before the cell's split or leaf.</summary>
    /// <param name="row">The row, not dropped before on this path.</param>
    /// <param name="basis">k other rows, none of them dropped, tight at a vertex of the others where the row's normal is largest.</param>
    /// <exception cref="ArgumentException">The basis is none.</exception>
    public void Dropped(int row, ReadOnlySpan<int> basis)
    {
        Steps().Byte((byte)'~').Number(row).Byte((byte)':');
        Basis(_lines, basis);
    }

    /// <summary>The least neuron of the current layer that is neither split nor settled cuts the cell; the walk goes on in the Inactive child.</summary>
    public void Split() => Steps().Byte((byte)'/');

    /// <summary>A vertex of the leaf at which exactly these k rows are tight and every other row that is not dropped is strict: they are facets.</summary>
    public void FacetVertex(ReadOnlySpan<int> rows) => Separated(_facets).List(rows);

    /// <summary>The point numerators / 2^exponent violates this row of the leaf and no other that is not dropped: it is a facet.</summary>
    public void FacetBeyond(int row, ReadOnlySpan<BigInteger> numerators, int exponent) => Separated(_facets).Number(row).Byte((byte)':').Point(numerators, exponent);

    /// <summary>The leaf is crossed: the winner at this point of its interior is another than at the leaf's point.</summary>
    public void Crossed(ReadOnlySpan<BigInteger> numerators, int exponent) => _decision.Byte((byte)'x').Point(numerators, exponent);

    /// <summary>One decision alone wins strictly somewhere in the leaf, the one that wins at the leaf's point; the others are <see cref="Beaten"/>.</summary>
    public void Won() => _decision.Byte((byte)'w');

    /// <summary>No decision wins strictly anywhere in the leaf; all that have no identical twin there are <see cref="Beaten"/>.</summary>
    public void Tied() => _decision.Byte((byte)'t');

    /// <summary>
    /// A decision that wins strictly nowhere in the leaf, in ascending order, after <see cref="Won"/> or <see cref="Tied"/>; not for one whose form is identical to another's on the leaf.
    /// </summary>
    /// <param name="label">The decision that is beaten.</param>
    /// <param name="by">One that is at least as large wherever <paramref name="label"/> is at least as large as the others.</param>
    /// <param name="basis">
    /// A basis for f_label − f_by ≤ 0; besides the rows of the leaf, the row 2k + s + c stands for f_c ≤ f_label, with s the number of splits on the path.
    /// </param>
    /// <exception cref="ArgumentException">The basis is none.</exception>
    public void Beaten(int label, int by, ReadOnlySpan<int> basis)
    {
        _decision.Number(label).Byte((byte)'<').Number(by).Byte((byte)':');
        Basis(_decision, basis);
    }

    /// <summary>The cell is a region; the point numerators / 2^exponent, in the free inputs, is strictly inside. Ends the evidence of this region.</summary>
    public void Leaf(ReadOnlySpan<BigInteger> numerators, int exponent)
    {
        Steps().Text("\",\"leaf\":\""u8).Point(numerators, exponent);
        EndLeaf();
    }

    /// <inheritdoc cref="Leaf(ReadOnlySpan{BigInteger}, int)"/>
    public void Leaf(ReadOnlySpan<long> numerators, int exponent)
    {
        Steps().Text("\",\"leaf\":\""u8).Point(numerators, exponent);
        EndLeaf();
    }

    /// <summary>Forgets the complete lines (they were written).</summary>
    internal void Clear()
    {
        _lines.RemoveFirst(_complete);
        _complete = 0;
        LeafCount = 0;
    }

    private static ByteText Separated(ByteText list) => list.Length == 0 ? list : list.Byte((byte)';');

    private ByteText Steps()
    {
        if (!_inLine)
        {
            _lines.Text(LineStart);
            _inLine = true;
        }

        return _lines;
    }

    private void EndLeaf()
    {
        if (question.Facets)
        {
            _lines.Text("\",\"facets\":\""u8).Text(_facets.Written);
            _facets.Clear();
        }

        if (question.Decisions)
        {
            _lines.Text("\",\"decision\":\""u8).Text(_decision.Written);
            _decision.Clear();
        }

        _lines.Text("\"}\n"u8);
        _inLine = false;
        _complete = _lines.Length;
        LeafCount++;
    }

    /// <summary>The split rows of a basis and the columns whose coefficients they settle: those without a side of the box among the rows.</summary>
    private void Basis(ByteText text, ReadOnlySpan<int> basis)
    {
        Span<bool> boxed = _freeInputs <= 1024 ? stackalloc bool[_freeInputs] : new bool[_freeInputs];
        boxed.Clear();
        int sides = 0;
        while (sides < basis.Length && basis[sides] < 2 * _freeInputs)
        {
            boxed[basis[sides++] / 2] = true;
        }

        int splits = basis.Length - sides;
        int columns = basis.IsEmpty ? 0 : boxed.Count(false);
        if (columns != splits)
        {
            throw new ArgumentException($"a basis has a row for each of the {_freeInputs} free inputs, found {string.Join(',', basis.ToArray())}", nameof(basis));
        }

        for (int i = 0; i < splits; i++)
        {
            (i == 0 ? text : text.Byte((byte)',')).Number(basis[sides + i] - (2 * _freeInputs));
        }

        if (splits > 0 && splits < _freeInputs)
        {
            byte separator = (byte)'x';
            for (int c = 0; c < _freeInputs; c++)
            {
                if (!boxed[c])
                {
                    text.Byte(separator).Number(c);
                    separator = (byte)',';
                }
            }
        }

        text.Byte((byte)';');
    }
}
