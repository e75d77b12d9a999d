using System.Numerics;
using PiecewiseLinear.Certificates.Tests.ReferenceProver;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates.Tests.Counting;

/// <summary>Counts the regions of a small network in rationals and reports the evidence as an engine would, segment by segment.</summary>
internal sealed class CountProver
{
    private readonly SlowDomain _domain;
    private readonly RegionCountQuestion _question;
    private readonly RegionCountWriter _writer;
    private readonly long[] _perLayer;
    private RegionCountSegment _segment;
    private long _facets;
    private long _sides;
    private long _crossed;
    private long _tied;

    private CountProver(SlowDomain domain, RegionCountQuestion question, RegionCountWriter writer)
    {
        _domain = domain;
        _question = question;
        _writer = writer;
        _segment = new RegionCountSegment(question);
        _perLayer = new long[domain.Network.Widths.Length];
    }

    /// <summary>The certificate of the count, and the numbers.</summary>
    public static (byte[] Text, RegionCountTotals Totals) Prove(SlowNetwork network, Box box, bool facets = false, bool decisions = false, int segmentLeaves = 7)
    {
        using MemoryStream stream = new();
        RegionCountQuestion question = new(network.Sha256, box, facets, decisions);
        using RegionCountWriter writer = new(stream, question);
        RegionCountTotals totals = new CountProver(new SlowDomain(network, box), question, writer).Run(segmentLeaves);
        return (stream.ToArray(), totals);
    }

    private RegionCountTotals Run(int segmentLeaves)
    {
        Rational[] lower = _domain.FreeOf(_question.Box.Lower), upper = _domain.FreeOf(_question.Box.Upper);
        State root = new(RationalCell.OfBox(lower, upper), [], null, [], []);
        Stack<State> pending = new([root]);
        while (pending.TryPop(out State? state))
        {
            Visit(state, pending);
            if (_segment.LeafCount >= segmentLeaves)
            {
                _writer.Append(_segment);
                _segment = new RegionCountSegment(_question);
            }
        }

        _writer.Append(_segment);
        RegionCountTotals totals = new()
        {
            Regions = _perLayer.Length == 0 ? 1 : _perLayer[^1],
            PerLayer = [.. _perLayer],
            FacetIncidences = _question.Facets ? _facets : null,
            NeighborPairs = _question.Facets ? (_facets - _sides) / 2 : null,
            CrossedByBoundary = _question.Decisions ? _crossed : null,
            TiedRegions = _question.Decisions ? _tied : null,
        };
        _writer.Finish(totals);
        return totals;
    }

    /// <summary>Settles, drops, then splits (the children are pushed) or ends at a leaf.</summary>
    private void Visit(State state, Stack<State> pending)
    {
        while (true)
        {
            if (state.Layers.Length == _perLayer.Length)
            {
                Drop(state);
                Leaf(state);
                return;
            }

            Rational[][] forms = state.Forms ??= _domain.Network.Forms(_domain.Inputs(), state.Layers)[state.Layers.Length];
            char[] phases = state.Phases.Length > 0 ? state.Phases : [.. forms.Select(static form => form.All(static v => v.IsZero) ? '0' : '?')];
            int cut = Settle(state.Cell, forms, phases);
            Drop(state);
            if (cut < 0)
            {
                _perLayer[state.Layers.Length]++;
                state = state with { Layers = [.. state.Layers, new string(phases)], Forms = null, Phases = [] };
                continue;
            }

            _segment.Split();
            pending.Push(Child(state, forms, phases, cut, '1'));
            pending.Push(Child(state, forms, phases, cut, '0'));
            return;
        }
    }

    private static State Child(State state, Rational[][] forms, char[] phases, int neuron, char phase)
    {
        char[] copy = [.. phases];
        copy[neuron] = phase;
        return state with { Cell = state.Cell.Cut(phase == '0' ? forms[neuron] : RationalCell.Negative(forms[neuron])), Forms = forms, Phases = copy, Dropped = [.. state.Dropped] };
    }

    /// <summary>Reports the neurons that do not cut the cell; the least that does, or −1.</summary>
    private int Settle(RationalCell cell, Rational[][] forms, char[] phases)
    {
        int cut = -1;
        for (int i = 0; i < phases.Length; i++)
        {
            if (phases[i] != '?')
            {
                continue;
            }

            Rational[] values = [.. cell.Vertices.Select(v => RationalCell.Value(forms[i], v))];
            bool above = values.Any(static v => v.Sign > 0), below = values.Any(static v => v.Sign < 0);
            if (above && below)
            {
                cut = cut < 0 ? i : cut;
                continue;
            }

            phases[i] = above ? '1' : '0';
            _segment.Settled(i, above ? ActivationPhase.Active : ActivationPhase.Inactive, BasisOf(cell, above ? RationalCell.Negative(forms[i]) : forms[i], static _ => true));
        }

        return cut;
    }

    private static int[] BasisOf(RationalCell cell, Rational[] form, Func<int, bool> usable)
    {
        int k = cell.Dimension;
        Rational most = form[^1];
        for (int c = 0; c < k; c++)
        {
            most += form[c] * -(form[c].Sign > 0 ? cell.Rows[(2 * c) + 1][^1] : -cell.Rows[2 * c][^1]);
        }

        bool box = most.Sign <= 0 && Enumerable.Range(0, k).All(c => form[c].IsZero || usable((2 * c) + (form[c].Sign > 0 ? 1 : 0)));
        return box ? [] : cell.Basis(form, usable) ?? throw new InvalidOperationException("no basis");
    }

    private void Drop(State state)
    {
        RationalCell cell = state.Cell;
        for (int row = 0; _question.Facets && row < cell.Rows.Count; row++)
        {
            if (!state.Dropped.Contains(row) && !cell.IsFacet(row))
            {
                _segment.Dropped(row, BasisOf(cell, cell.Rows[row], other => other != row && !state.Dropped.Contains(other)));
                state.Dropped.Add(row);
            }
        }
    }

    private void Leaf(State state)
    {
        RationalCell cell = state.Cell;
        if (_question.Facets)
        {
            Facets(cell, [.. Enumerable.Range(0, cell.Rows.Count).Where(row => !state.Dropped.Contains(row))]);
        }

        (BigInteger[] numerators, int exponent) = cell.Inside(cell.Middle);
        if (_question.Decisions)
        {
            (numerators, exponent) = new DecisionProver(cell, Labels(state), _segment).Report(out bool crossed, out bool tied);
            _crossed += crossed ? 1 : 0;
            _tied += tied ? 1 : 0;
        }

        if (numerators.All(static n => n.GetBitLength() < 62))
        {
            _segment.Leaf([.. numerators.Select(static n => (long)n)], exponent);
        }
        else
        {
            _segment.Leaf(numerators, exponent);
        }
    }

    private Rational[][] Labels(State state)
    {
        Rational[][] outputs = _domain.Network.Forms(_domain.Inputs(), state.Layers)[^1];
        return outputs.Length == 1 ? [new Rational[outputs[0].Length], outputs[0]] : outputs;
    }

    private void Facets(RationalCell cell, int[] facets)
    {
        _facets += facets.Length;
        _sides += facets.Count(row => row < 2 * cell.Dimension);
        HashSet<int> shown = [];
        int[][] simple = [.. cell.Vertices.Select(v => cell.Tight(v).Intersect(facets).ToArray()).Where(tight => tight.Length == cell.Dimension)];
        foreach (int facet in facets)
        {
            if (shown.Contains(facet))
            {
                continue;
            }

            if (simple.Where(tight => tight.Contains(facet)).MaxBy(tight => tight.Except(shown).Count()) is { } best)
            {
                _segment.FacetVertex(best);
                shown.UnionWith(best);
                continue;
            }

            (BigInteger[] numerators, int exponent) = Beyond(cell, facets, facet);
            _segment.FacetBeyond(facet, numerators, exponent);
            shown.Add(facet);
        }
    }

    private static (BigInteger[] Numerators, int Exponent) Beyond(RationalCell cell, int[] facets, int facet)
    {
        Rational[] middle = SmallLinearAlgebra.Average([.. cell.Vertices.Where(v => RationalCell.Value(cell.Rows[facet], v).IsZero)]);
        Rational step = Rational.One;
        foreach (int other in facets.Where(other => other != facet))
        {
            Rational speed = SmallLinearAlgebra.Dot(cell.Rows[other][..^1], cell.Rows[facet][..^1]);
            step = speed.Sign > 0 ? Rational.Min(step, -RationalCell.Value(cell.Rows[other], middle) / speed / 2) : step;
        }

        Rational[] beyond = [.. middle.Zip(cell.Rows[facet], (m, a) => m + (step * a))];
        return RationalCell.Dyadic(beyond, x => facets.All(row => (RationalCell.Value(cell.Rows[row], x).Sign > 0) == (row == facet)));
    }

    /// <summary>A cell of the walk: the finished layers, the forms and phases of the current one, the rows dropped.</summary>
    private sealed record State(RationalCell Cell, string[] Layers, Rational[][]? FormsOfLayer, char[] Phases, List<int> Dropped)
    {
        public Rational[][]? Forms { get; set; } = FormsOfLayer;
    }
}
