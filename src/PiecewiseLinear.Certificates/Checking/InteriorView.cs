using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// A region seen from its interior point p: how far each row is from being tight there, exact and in doubles. Evidence about facets and redundant rows is as tight as the region is
/// small, so doubles can only prove it relative to p.
/// </summary>
internal sealed class InteriorView
{
    private readonly Dictionary<RowReference, SeenRow> _neurons;

    public InteriorView(RegionRows rows, Domain domain, IntegerPoint interior)
    {
        Domain = domain;
        Interior = interior;
        Neurons = [.. rows.All.Where(static row => row.Name.IsNeuron).Select(row => See(row.Name, row.Row, interior))];
        _neurons = Neurons.ToDictionary(static row => row.Name);
        bool box = domain.Box is not null;
        ToLower = [.. Enumerable.Range(0, box ? domain.FreeCount : 0).Select(c => Coordinate(c) - new Rational(domain.LowerEnds[c], domain.EndDenominator))];
        ToUpper = [.. Enumerable.Range(0, box ? domain.FreeCount : 0).Select(c => new Rational(domain.UpperEnds[c], domain.EndDenominator) - Coordinate(c))];
    }

    public Domain Domain { get; }

    /// <summary>The point p, strictly inside all rows.</summary>
    public IntegerPoint Interior { get; }

    /// <summary>The rows of the neurons.</summary>
    public SeenRow[] Neurons { get; }

    /// <summary>pⱼ − lowerⱼ a column; empty without a box.</summary>
    public Rational[] ToLower { get; }

    /// <summary>upperⱼ − pⱼ a column; empty without a box.</summary>
    public Rational[] ToUpper { get; }

    /// <summary>The row of a neuron of this region.</summary>
    public SeenRow Find(RowReference neuron) => _neurons[neuron];

    private Rational Coordinate(int column) => new(Interior.Numerators[column], Interior.Denominator);

    private static SeenRow See(RowReference name, IntegerRow row, IntegerPoint interior)
    {
        BigInteger slack = row.ScaledSlack(interior);
        return new SeenRow(name, row, slack, (new Rational(slack, row.Denominator * interior.Denominator) / row.Mirror!.Unit).ToDoubleApproximate());
    }
}

/// <summary>A neuron's row seen from the interior point.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Row">The row.</param>
/// <param name="ScaledSlack">Its slack there, times the denominators of row and point; positive.</param>
/// <param name="Slack">The correctly rounded image of its slack there, in the unit of the row's mirror.</param>
internal sealed record SeenRow(RowReference Name, IntegerRow Row, BigInteger ScaledSlack, double Slack);
