using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>Σ Wₖ·vₖ + b over nodes of the network under construction, not yet a node itself, so that what follows can be fused into it.</summary>
internal sealed record AffineExpression(ImmutableArray<AffineTerm> Terms, ImmutableArray<double> Bias)
{
    public int Width => Bias.Length;

    /// <summary>Whether it is a node as it is.</summary>
    public bool IsNode => Terms is [{ Operator: IdentityOperator }] && Bias.AsSpan().IndexOfAnyExcept(0d) < 0;

    public static AffineExpression OfNode(int node, int width)
        => new([new AffineTerm(node, new IdentityOperator(width))], ImmutableCollectionsMarshal.AsImmutableArray(new double[width]));

    /// <summary>Constants; the array is not copied, and nobody writes to it any more.</summary>
    public static AffineExpression OfConstant(double[] values) => new([], ImmutableCollectionsMarshal.AsImmutableArray(values));
}
