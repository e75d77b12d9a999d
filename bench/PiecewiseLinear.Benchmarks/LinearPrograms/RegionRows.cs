using System.Numerics;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Benchmarks;

/// <summary>The inequalities of the region around a random point: one row a hidden neuron whose form is not identically zero.</summary>
internal sealed class RegionRows(BigInteger[] point) : IPhaseDecider
{
    private const int Bits = 20;
    private readonly List<HalfSpace> _rows = [];

    /// <summary>The rows of the region around a seeded point of the cube [−half, half]^d (with 20 binary digits), and the point.</summary>
    public static (HRepresentation Rows, double[] Point) Around(ReluNetwork network, Random random, double half)
    {
        double[] point = [.. Enumerable.Range(0, network.InputDimension)
            .Select(_ => Math.ScaleB(Math.Floor(Math.ScaleB(((2 * random.NextDouble()) - 1) * half, Bits)), -Bits))];
        RegionRows region = new([.. point.Append(1).Select(static x => new BigInteger(Math.ScaleB(x, Bits)))]);
        ExactForms.Propagate(network, region);
        return (new HRepresentation(network.InputDimension, region._rows), point);
    }

    /// <summary>The rows of the region around a point (d numerators and the common denominator) and of the box [0, 1]^d.</summary>
    public static HRepresentation InUnitBox(ReluNetwork network, BigInteger[] homogeneous)
    {
        RegionRows region = new(homogeneous);
        ExactForms.Propagate(network, region);
        for (int j = 0; j < network.InputDimension; j++)
        {
            region._rows.Add(new HalfSpace([.. Enumerable.Range(0, network.InputDimension).Select(k => (BigInteger)(k == j ? 1 : 0))], 1));
            region._rows.Add(new HalfSpace([.. Enumerable.Range(0, network.InputDimension).Select(k => (BigInteger)(k == j ? -1 : 0))], 0));
        }

        return new HRepresentation(network.InputDimension, region._rows);
    }

    public void Decide(int layer, LayerForms preActivations, Span<ActivationPhase> phases)
    {
        for (int n = 0; n < phases.Length; n++)
        {
            if (preActivations[n] is { } form)
            {
                bool active = form.Dot(point).Sign > 0;
                phases[n] = active ? ActivationPhase.Active : ActivationPhase.Inactive;
                _rows.Add(HalfSpace.OfForm(form, atLeastZero: active));
            }
        }
    }
}
