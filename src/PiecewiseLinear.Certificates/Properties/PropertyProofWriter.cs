using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// Writes a certificate of the kind property-holds (docs/certificates.md, section 6) as a stream: the property, then the trees of its groups node by node in preorder. It keeps nothing but the
/// digest and the current line. What it writes is judged by <see cref="CertificateChecker"/> alone. For each node: slopes and steps in order, then how it goes on.
/// </summary>
public sealed class PropertyProofWriter : IDisposable
{
    private readonly SealedLines _lines;
    private readonly ByteText _node = new();

    /// <summary>Writes the property; the stream stays open.</summary>
    public PropertyProofWriter(Stream target, PropertyClaim claim)
    {
        _lines = new SealedLines(target);
        foreach (StringBuilder line in PropertyClaimText.Lines(claim, CertificateFormat.PropertyHolds))
        {
            _lines.Write(line);
        }

        Begin();
    }

    /// <summary>The lines written so far.</summary>
    public long Lines => _lines.Count;

    /// <summary>The lower slope of a neuron (counted over all layers) at this node; slopes come first, neurons ascending.</summary>
    public void Slope(int neuron, double alpha) => Number(_node.Text("a"u8).Number(neuron).Text("="u8), alpha).Byte((byte)' ');

    /// <summary>The row proves the polyhedron unreachable on what is left of the box for it.</summary>
    public void Close(int polyhedron, int row) => _node.Number(polyhedron).Byte((byte)':').Number(row).Byte((byte)' ');

    /// <summary>
    /// The row proves the polyhedron unreachable on what is left of the box for it, by cases: entries in preorder, a neuron (its inactive case follows, then its active one) or with −1 a leaf with its lower slopes.
    /// </summary>
    public void CloseByCases(int polyhedron, int row, IEnumerable<(int Neuron, ImmutableArray<(int Neuron, double Alpha)> Slopes)> cases)
    {
        _node.Number(polyhedron).Byte((byte)':').Number(row).Byte((byte)'[');
        foreach ((int neuron, ImmutableArray<(int Neuron, double Alpha)> slopes) in cases)
        {
            if (neuron >= 0)
            {
                _node.Byte((byte)'?').Number(neuron);
                continue;
            }

            foreach ((int relaxed, double alpha) in (slopes.IsDefault ? [] : slopes).OrderBy(static slope => slope.Neuron))
            {
                Slope(relaxed, alpha);
            }

            _node.Byte((byte)'.');
        }

        _node.Text("] "u8);
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

    /// <summary>The node is finished by cells; for each open polyhedron, ascending, a tree of <see cref="Phase"/> and <see cref="Refutation"/> follows in preorder.</summary>
    public void Cells() => End("!"u8);

    /// <summary>A node of a tree of cells: a neuron's inactive side, then its active side.</summary>
    public void Phase(int neuron) => _lines.Write(new LineBuilder().Count("phase", neuron).End());

    /// <summary>A leaf of a tree of cells: multipliers, rows ascending; those of weight 0 are left out.</summary>
    public void Refutation(ImmutableArray<(int Row, Rational Weight)> multipliers) => _lines.Write(new LineBuilder().NumberedMultipliers("refutation", multipliers).End());

    /// <summary>Writes the end.</summary>
    public void Finish() => _lines.Finish();

    /// <summary>Ends the digest; the stream stays open.</summary>
    public void Dispose() => _lines.Dispose();

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
