using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates.Tests.ReferenceProver;

/// <summary>A network on a domain, with the polyhedron of each pattern in the space of the free inputs.</summary>
internal sealed class SlowDomain(SlowNetwork network, Box? box)
{
    private readonly Dictionary<string, SlowPolyhedron> _known = [];

    public SlowNetwork Network => network;

    public Box? Box => box;

    public int[] Free { get; } = [.. Enumerable.Range(0, network.Inputs).Where(j => box is null || !box.IsFixed(j))];

    public Rational[] FreeOf(IReadOnlyList<Rational> point) => [.. Free.Select(j => point[j])];

    public ImmutableArray<Rational> Full(Rational[] free, bool direction = false)
        => [.. Enumerable.Range(0, network.Inputs).Select(j => Array.IndexOf(Free, j) is var c and >= 0 ? free[c] : direction ? Rational.Zero : box!.Lower[j])];

    public IReadOnlyList<SlowRow> Sides()
        => box is null ? [] : [.. Free.SelectMany((j, c) => new[]
        {
            new SlowRow(RowReference.OfBox(j, BoxSide.Lower), Unit(Free.Length, c, -1), -box.Lower[j]),
            new SlowRow(RowReference.OfBox(j, BoxSide.Upper), Unit(Free.Length, c, 1), box.Upper[j]),
        })];

    /// <summary>The polyhedron of a pattern; its rows are those that are not identically zero.</summary>
    public SlowPolyhedron Polyhedron(IReadOnlyList<string> pattern)
    {
        string key = string.Join(' ', pattern);
        if (!_known.TryGetValue(key, out SlowPolyhedron? polyhedron))
        {
            _known[key] = polyhedron = new SlowPolyhedron(Free.Length, Rows(pattern), box is not null);
        }

        return polyhedron;
    }

    public Rational[][] Directions()
        => [.. Enumerable.Range(0, network.Inputs).Select(j => Unit(Free.Length + 1, Array.IndexOf(Free, j), 1))];

    private static Rational[] Unit(int length, int index, int value) => [.. Enumerable.Range(0, length).Select(c => (Rational)(c == index ? value : 0))];

    /// <summary>The inputs as forms over the free inputs and a constant.</summary>
    public Rational[][] Inputs()
    {
        Rational[][] start = Directions();
        foreach (int j in Enumerable.Range(0, network.Inputs).Except(Free))
        {
            start[j][^1] = box!.Lower[j];
        }

        return start;
    }

    private List<SlowRow> Rows(IReadOnlyList<string> pattern)
    {
        List<SlowRow> rows = [.. Sides()];
        Rational[][][] forms = network.Forms(Inputs(), pattern);
        for (int l = 0; l < pattern.Count; l++)
        {
            for (int i = 0; i < forms[l].Length; i++)
            {
                Rational sign = pattern[l][i] == '1' ? -1 : 1;
                if (forms[l][i].Any(static v => !v.IsZero))
                {
                    rows.Add(new SlowRow(RowReference.OfNeuron(l, i), [.. forms[l][i].SkipLast(1).Select(v => sign * v)], -(sign * forms[l][i][^1])));
                }
            }
        }

        return rows;
    }
}
