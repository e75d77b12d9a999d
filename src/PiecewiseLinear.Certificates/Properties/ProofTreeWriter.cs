using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// Writes trees of proof as a stream, node by node in preorder (docs/certificates.md, section 6). It keeps nothing but the digest and the current line. What it writes is judged by
/// <see cref="CertificateChecker"/> alone. For each node, in this order: <see cref="Inherit"/> or not; lemmas; slopes, then multipliers, neurons ascending; steps; how it goes on.
/// </summary>
public abstract class ProofTreeWriter : IDisposable
{
    private readonly SealedLines _lines;
    private readonly ByteText _node = new();

    private protected ProofTreeWriter(Stream target, IEnumerable<StringBuilder> claim)
    {
        _lines = new SealedLines(target);
        foreach (StringBuilder line in claim)
        {
            _lines.Write(line);
        }

        Begin();
    }

    /// <summary>The lines written so far.</summary>
    public long Lines => _lines.Count;

    /// <summary>The node takes the bounds and slopes of its parent as they are; comes first.</summary>
    public void Inherit() => _node.Text("~ "u8);

    /// <summary>
    /// Bounds of z (or of −z where negated) of some neurons of one layer, ascending, z before −z, on the set of the node: for each the least of its linear bounds over the leaves of the cases, with the slopes given unless the leaf names others. A single leaf is the plain lemma.
    /// </summary>
    public void Lemma(IEnumerable<(int Neuron, bool Negated)> sides, IEnumerable<(int Neuron, double Alpha)> slopes, IEnumerable<ProofCase> cases)
    {
        _node.Byte((byte)'t');
        foreach ((int neuron, bool negated) in sides)
        {
            _node.Number(neuron).Byte(negated ? (byte)'-' : (byte)'+');
        }

        foreach ((int neuron, double alpha) in slopes.OrderBy(static slope => slope.Neuron))
        {
            Slope(neuron, alpha);
        }

        Cases(cases);
    }

    /// <summary>The lower slope of a neuron (counted over all layers) at this node.</summary>
    public void Slope(int neuron, double alpha) => Number(_node.Text("a"u8).Number(neuron).Text("="u8), alpha).Byte((byte)' ');

    /// <summary>The multiplier of a neuron of the node's path for the steps that are not by cases.</summary>
    public void Multiplier(int neuron, double beta) => Number(_node.Text("b"u8).Number(neuron).Text("="u8), beta).Byte((byte)' ');

    /// <summary>The row proves the polyhedron unreachable on what is left of the box for it.</summary>
    public void Close(int polyhedron, int row) => _node.Number(polyhedron).Byte((byte)':').Number(row).Byte((byte)' ');

    /// <summary>The row proves the polyhedron unreachable on what is left of the box for it, by cases.</summary>
    public void CloseByCases(int polyhedron, int row, IEnumerable<ProofCase> cases)
    {
        _node.Number(polyhedron).Byte((byte)':').Number(row);
        Cases(cases);
    }

    /// <summary>The row proves the polyhedron unreachable where the input is beyond the end, which becomes the new upper (or lower) end.</summary>
    public void Cut(int polyhedron, int row, int input, bool upper, double end)
        => Number(_node.Number(polyhedron).Byte((byte)':').Number(row).Byte((byte)'x').Number(input).Byte(upper ? (byte)'<' : (byte)'>'), end).Byte((byte)' ');

    /// <summary>The node is done.</summary>
    public void Leaf() => End("."u8);

    /// <summary>One child on what is left.</summary>
    public void Again() => End("="u8);

    /// <summary>Two children, what is left below and above a number in one input.</summary>
    public void Split(int input, double at)
    {
        Number(_node.Text("/"u8).Number(input).Byte((byte)':'), at);
        End([]);
    }

    /// <summary>Two children, the inactive side of a neuron (z ≤ 0) and its active side (z ≥ 0).</summary>
    public void SplitNeuron(int neuron)
    {
        _node.Byte((byte)'?').Number(neuron);
        End([]);
    }

    /// <summary>Two children where the changes are limited: the input is kept at its value at the point, then it is free to change, which takes one from the budget.</summary>
    public void SplitChange(int input)
    {
        _node.Byte((byte)'#').Number(input);
        End([]);
    }

    /// <summary>A child for each open polyhedron, ascending, with only that one open.</summary>
    public void SplitPolyhedra() => End("|"u8);

    /// <summary>The node is finished by cells; for each open polyhedron, ascending, a tree of <see cref="Phase"/> and <see cref="Refutation"/> follows in preorder.</summary>
    public void Cells() => End("!"u8);

    /// <summary>A node of a tree of cells: a neuron's inactive side, then its active side.</summary>
    public void Phase(int neuron) => _lines.Write(new LineBuilder().Count("phase", neuron).End());

    /// <summary>A leaf of a tree of cells: multipliers, rows ascending; those of weight 0 are left out.</summary>
    public void Refutation(ImmutableArray<(int Row, Rational Weight)> multipliers) => _lines.Write(new LineBuilder().NumberedMultipliers("refutation", multipliers).End());

    /// <summary>Writes the end.</summary>
    public void Finish() => _lines.Finish();

    /// <summary>Ends the digest; the stream stays open.</summary>
    public void Dispose()
    {
        _lines.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Begin()
    {
        _node.Clear();
        _node.Text("{\"node\":\""u8);
    }

    private void End(ReadOnlySpan<byte> way)
    {
        _lines.Write(_node.Text(way).Text("\"}\n"u8).Written);
        Begin();
    }

    private void Cases(IEnumerable<ProofCase> cases)
    {
        _node.Byte((byte)'[');
        foreach (ProofCase entry in cases)
        {
            if (entry.Neuron >= 0)
            {
                _node.Byte((byte)'?').Number(entry.Neuron);
                continue;
            }

            foreach ((int neuron, double alpha) in (entry.Slopes.IsDefault ? [] : entry.Slopes).OrderBy(static slope => slope.Neuron))
            {
                Slope(neuron, alpha);
            }

            foreach ((int neuron, double beta) in (entry.Multipliers.IsDefault ? [] : entry.Multipliers).OrderBy(static multiplier => multiplier.Neuron))
            {
                Multiplier(neuron, beta);
            }

            _node.Byte((byte)'.');
        }

        _node.Text("] "u8);
    }

    private static ByteText Number(ByteText text, double value)
    {
        Dyadic exact = Dyadic.FromDouble(value);
        if (exact.IsZero)
        {
            return text.Number(0);
        }

        BigInteger mantissa = exact.Mantissa;
        int exponent = exact.Exponent, spare = exponent < 0 ? (int)BigInteger.Min(-exponent, BigInteger.TrailingZeroCount(mantissa)) : 0;
        text.Number(exponent >= 0 ? mantissa << exponent : mantissa >> spare);
        return exponent + spare < 0 ? text.Text("p-"u8).Number(-exponent - spare) : text;
    }
}
