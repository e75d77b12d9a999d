using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>
/// One region of an enumeration. What is not kept is recomputed exactly from its pattern when it is asked for. Geometry is in the coordinates y of
/// <see cref="EnumerationQuery.Domain"/> (for a box: its free inputs). Immutable and independent of the enumeration that goes on.
/// </summary>
public sealed class EnumeratedRegion
{
    private const int MaxGenerators = 100_000;

    private readonly EnumerationQuery _query;
    private readonly ulong[]? _vertexFacets;
    private RegionForms? _forms;
    private ImmutableArray<ImmutableArray<Rational>> _vertices;

    internal EnumeratedRegion(
        EnumerationQuery query, ActivationPattern pattern, ImmutableArray<Rational> interior, ImmutableArray<RowReference> facets, ulong[]? vertexFacets, BoundaryRelation? crossing)
    {
        _query = query;
        _vertexFacets = vertexFacets;
        Pattern = pattern;
        InteriorParameters = interior;
        Facets = facets;
        Crossing = crossing;
    }

    /// <summary>The number of the region in the order of the tree, from 0.</summary>
    public long Index { get; internal set; }

    /// <summary>The phases of all hidden neurons.</summary>
    public ActivationPattern Pattern { get; }

    /// <summary>A point y strictly inside.</summary>
    public ImmutableArray<Rational> InteriorParameters { get; }

    /// <summary>The same point as an input of the network.</summary>
    public ImmutableArray<Rational> Interior => _query.Domain.ToInput(InteriorParameters);

    /// <summary>The irredundant inequalities: sides of the box (by coordinate), then walls by layer and neuron. Of coinciding walls the first one is named.</summary>
    public ImmutableArray<RowReference> Facets { get; }

    /// <summary>How the decision boundary meets the region; null unless <see cref="CountedQuantities.Boundary"/> was asked for.</summary>
    public BoundaryRelation? Crossing { get; }

    /// <summary>All pre-activations and the output as exact forms of y.</summary>
    public RegionForms Forms => _forms ??= ExactForms.Along(_query.Network, _query.Domain.RootForms, Pattern);

    /// <summary>The affine map x ↦ A·x + b of the region in the inputs of the network, as exact forms.</summary>
    public LayerForms InputMap() => ExactForms.Along(_query.Network, Pattern).Output;

    /// <summary>The inequality ⟨a, y⟩ ≤ b of a facet.</summary>
    public HalfSpace HalfSpace(int facet)
    {
        RowReference row = Facets[facet];
        if (row.IsNeuron)
        {
            return Polyhedra.HalfSpace.OfForm(Forms.HiddenLayers[row.Layer][row.NeuronIndex]!, Pattern[row.Layer, row.NeuronIndex] == ActivationPhase.Active);
        }

        int coordinate = _query.Domain.Sides.IndexOf(row.Input);
        bool upper = row.Side == BoxSide.Upper;
        Rational end = upper ? _query.Domain.Parameters.Upper[coordinate] : _query.Domain.Parameters.Lower[coordinate];
        BigInteger[] normal = new BigInteger[_query.Domain.Dimension];
        normal[coordinate] = upper ? end.Denominator : -end.Denominator;
        return new HalfSpace(ImmutableArray.Create(normal), upper ? end.Numerator : -end.Numerator);
    }

    /// <summary>The facets as inequalities over all inputs of the network, in the scale in which the network states them; 0 at fixed inputs.</summary>
    public ImmutableArray<Facet> InputFacets() => [.. Enumerable.Range(0, Facets.Length).Select(InputFacet)];

    /// <summary>The other neurons whose wall coincides with a facet.</summary>
    public ImmutableArray<RowReference> Coinciding(int facet)
    {
        BigInteger[] own = Primitive(HalfSpace(facet));
        ImmutableArray<RowReference>.Builder also = ImmutableArray.CreateBuilder<RowReference>();
        for (int layer = 0; layer < Pattern.LayerCount; layer++)
        {
            for (int i = 0; i < Pattern.WidthOf(layer); i++)
            {
                RowReference row = RowReference.OfNeuron(layer, i);
                if (row != Facets[facet] && Forms.HiddenLayers[layer][i] is { } form
                    && Primitive(Polyhedra.HalfSpace.OfForm(form, Pattern[layer, i] == ActivationPhase.Active)).AsSpan().SequenceEqual(own))
                {
                    also.Add(row);
                }
            }
        }

        return also.ToImmutable();
    }

    /// <summary>
    /// The exact vertices: in the plane counterclockwise from the lexicographically least, else in lexicographic order. Cost: an exact linear system a vertex.
    /// </summary>
    /// <exception cref="InvalidOperationException">The region was found by linear programs and has too many vertices to list.</exception>
    public ImmutableArray<ImmutableArray<Rational>> Vertices()
    {
        if (_vertices.IsDefault)
        {
            _vertices = [.. VertexOrder.Sort(_vertexFacets is null ? Enumerated() : Homogeneous().Select(static v => v[..^1].Select(x => new Rational(x, v[^1])).ToImmutableArray()))];
        }

        return _vertices;
    }

    /// <summary>The exact volume in the coordinates of y (length for k = 1, area for k = 2).</summary>
    public Rational Volume()
    {
        BigInteger[][] vertices = [.. Vertices().Select(static v =>
        {
            (BigInteger[] numerators, BigInteger denominator) = RationalVector.ToHomogeneous(v.AsSpan());
            return (BigInteger[])[.. numerators, denominator];
        })];
        return ExactVolume.Of(vertices, [.. Enumerable.Range(0, Facets.Length).Select(f => VerticesOn(HalfSpace(f), vertices))]);
    }

    private Facet InputFacet(int facet)
    {
        RowReference row = Facets[facet];
        int k = _query.Domain.Dimension;
        Rational[] normal = new Rational[_query.Domain.InputDimension];
        Rational offset;
        if (row.IsNeuron)
        {
            bool active = Pattern[row.Layer, row.NeuronIndex] == ActivationPhase.Active;
            LayerForms forms = Forms.HiddenLayers[row.Layer];
            Rational Signed(int column) => active ? -forms.Coefficient(row.NeuronIndex, column) : forms.Coefficient(row.NeuronIndex, column);
            for (int c = 0; c < k; c++)
            {
                normal[_query.Domain.Sides[c]] = Signed(c);
            }

            offset = -Signed(k);
        }
        else
        {
            int coordinate = _query.Domain.Sides.IndexOf(row.Input);
            bool upper = row.Side == BoxSide.Upper;
            normal[row.Input] = upper ? Rational.One : -Rational.One;
            offset = upper ? _query.Domain.Parameters.Upper[coordinate] : -_query.Domain.Parameters.Lower[coordinate];
        }

        return new Facet(row, [.. normal], offset, Coinciding(facet));
    }

    private static int[] VerticesOn(HalfSpace facet, BigInteger[][] vertices)
        => [.. Enumerable.Range(0, vertices.Length)
            .Where(v => IntegerVector.Dot(facet.Normal.AsSpan(), vertices[v].AsSpan(0, facet.Dimension)) == facet.Offset * vertices[v][^1])];

    private IEnumerable<BigInteger[]> Homogeneous()
    {
        int k = _query.Domain.Dimension, words = Math.Max(1, (Facets.Length + 63) / 64);
        if (k == 0)
        {
            return [[BigInteger.One]];
        }

        BigInteger[][] rows = [.. Enumerable.Range(0, Facets.Length).Select(HalfSpace).Select(static row => (BigInteger[])[.. row.Normal, -row.Offset])];
        return Enumerable.Range(0, _vertexFacets!.Length / words)
            .Select(v => FractionFree.NullSpace([.. rows.Where((_, f) => (_vertexFacets[(v * words) + (f >> 6)] >> (f & 63) & 1) != 0)], k + 1)[0]);
    }

    private IEnumerable<ImmutableArray<Rational>> Enumerated()
    {
        HRepresentation rows = new(_query.Domain.Dimension, [.. Enumerable.Range(0, Facets.Length).Select(HalfSpace)]);
        return VertexEnumeration.Enumerate(rows, MaxGenerators, CancellationToken.None) is VertexEnumerationOutcome.Complete found
            ? found.Generators.Vertices.Select(static vertex => vertex.Point())
            : throw new InvalidOperationException($"the region in dimension {_query.Domain.Dimension} with {Facets.Length} facets has too many vertices to list");
    }

    private static BigInteger[] Primitive(HalfSpace row) => IntegerVector.Primitive([.. row.Normal, row.Offset]);
}
