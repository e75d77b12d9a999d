namespace PiecewiseLinear.Certificates;

/// <summary>The facets of a leaf: every row that was not dropped must be shown to be one, at a simple vertex or by a point beyond it alone.</summary>
internal sealed class LeafFacets(SplitTree tree, int freeInputs)
{
    private readonly DyadicPoint _beyond = new(freeInputs);
    private int[] _numbers = new int[8];
    private bool[] _shown = new bool[16];

    /// <summary>Checks the evidence about the current leaf; the number of its facets, and how many of them are sides of the box.</summary>
    public (int Facets, int Sides) Check(ref EvidenceScanner text)
    {
        PathRows rows = tree.Rows;
        _shown = _shown.Length < rows.NumberCount ? new bool[2 * rows.NumberCount] : _shown;
        Array.Clear(_shown);
        for (bool first = true; !text.At((byte)'"') && !text.AtEnd; first = false)
        {
            if (!first)
            {
                text.Expect(";"u8);
            }

            int count = text.Indices(rows.NumberCount, ref _numbers);
            for (int i = 0; i < count; i++)
            {
                _shown[_numbers[i]] = !rows.IsDropped(_numbers[i]) ? true : throw text.Error($"row {_numbers[i]} is dropped, so it is no facet");
            }

            bool beyond = text.Skip((byte)':');
            if (count != (beyond ? 1 : freeInputs))
            {
                throw text.Error($"expected {(beyond ? 1 : freeInputs)} rows, found {count}");
            }

            string? reason = beyond ? Beyond(ref text, _numbers[0]) : tree.Vertex.WhyNot(_numbers.AsSpan(0, count));
            if (reason is not null)
            {
                throw text.Error($"{(beyond ? "the point beyond" : "the vertex of")} {string.Join(',', _numbers.Take(count))}: {reason}");
            }
        }

        (int facets, int sides) = (0, 0);
        for (int number = 0; number < rows.NumberCount; number++)
        {
            if (!rows.IsDropped(number))
            {
                facets += _shown[number] ? 1 : throw text.Error($"row {number} is neither shown to be a facet nor to be redundant");
                sides += number < rows.SideCount ? 1 : 0;
            }
        }

        return (facets, sides);
    }

    private string? Beyond(ref EvidenceScanner text, int facet)
    {
        text.Point(_beyond);
        for (int number = 0; number < tree.Rows.NumberCount; number++)
        {
            if (!tree.Rows.IsDropped(number) && (_beyond.SignOf(tree.Rows.ExactOfNumber(number)) > 0) != (number == facet))
            {
                return number == facet ? "it does not violate the row" : $"it violates row {number}";
            }
        }

        return null;
    }
}
