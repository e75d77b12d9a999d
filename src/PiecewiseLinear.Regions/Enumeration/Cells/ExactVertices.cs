using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>Exact coordinates of vertices from the constraints tight at them, and exact signs of forms there.</summary>
internal sealed class ExactVertices<TSet>(FormPlan plan, VertexStore<TSet> vertices, PathRows rows, ExactPath forms)
    where TSet : unmanaged, ITightSet<TSet>
{
    /// <summary>The number of signs that the filter could not decide.</summary>
    public long Signs { get; private set; }

    /// <summary>The number of vertices computed exactly.</summary>
    public long Vertices { get; private set; }

    /// <summary>
    /// Homogeneous coordinates of a vertex. The tight forms determine it, so their null space in homogeneous coordinates is one line; the double coordinates
    /// become the correctly rounded ones.
    /// </summary>
    public BigInteger[] Of(int vertex)
    {
        if (vertices.Exact[vertex] is { } known)
        {
            return known;
        }

        Vertices++;
        int k = plan.Dimension;
        TSet tight = vertices.Tight[vertex];
        BigInteger[][] system = new BigInteger[tight.Count][];
        int count = 0;
        for (int slot = 0; count < system.Length; slot++)
        {
            if (tight.Contains(slot))
            {
                system[count++] = rows.Exact(slot, forms);
            }
        }

        BigInteger[][] line = FractionFree.NullSpace(system, k + 1);
        if (line.Length != 1 || line[0][k].Sign <= 0)
        {
            throw new InvalidOperationException($"{count} tight constraints leave {line.Length} degrees of freedom at a vertex of a cell in dimension {k}");
        }

        for (int c = 0; c < k; c++)
        {
            vertices.Coordinates[(vertex * k) + c] = new Rational(line[0][c], line[0][k]).ToDoubleApproximate();
        }

        // |x| ≤ 1, so rounding to nearest is off by at most 2⁻⁵⁴; no bound in the walk needs it sharper than this.
        vertices.Errors[vertex] = HalfUlpOfOne;
        return vertices.Exact[vertex] = line[0];
    }

    /// <summary>The exact sign of a hidden neuron's pre-activation at a vertex.</summary>
    public int Sign(int layer, int neuron, int vertex)
    {
        Signs++;
        return forms.Row(layer, neuron) is { } row ? row.Dot(Of(vertex)).Sign : 0;
    }

    /// <summary>The exact sign of any form over the cube at a vertex.</summary>
    public int Sign(DyadicRow? form, int vertex)
    {
        Signs++;
        return form is null ? 0 : form.Dot(Of(vertex)).Sign;
    }

    private static readonly double HalfUlpOfOne = Math.ScaleB(1d, -53);
}
