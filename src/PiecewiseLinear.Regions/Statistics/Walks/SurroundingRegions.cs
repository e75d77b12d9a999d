using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Walks from a point inside a region through the regions around it and compares their affine maps with its own. Walks go on beyond the box, in the space of the free inputs.
/// </summary>
internal sealed class SurroundingRegions(ReluNetwork network, Domain domain, IReadOnlyList<ImmutableArray<Rational>> points, WalkOptions options)
{
    /// <summary>The bits to which an adversarial direction is rounded.</summary>
    private const int DirectionBits = 20;

    /// <summary>All walks from one region: random directions, toward other points, adversarial.</summary>
    /// <param name="region">The number of the region, which names its random streams.</param>
    /// <param name="forms">Its forms.</param>
    /// <param name="start">A point strictly inside it (sides of the box aside).</param>
    /// <param name="startPoint">The number of the point of the question that it is, or −1.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>.</param>
    public ImmutableArray<RegionWalk> From(
        int region, RegionForms forms, ImmutableArray<Rational> start, int startPoint, CancellationToken cancellationToken)
    {
        double[] own = VectorAngles.Coefficients(forms.Output, domain.FreeInputs);
        ImmutableArray<RegionWalk>.Builder walks = ImmutableArray.CreateBuilder<RegionWalk>();
        void Add(WalkDirection kind, BigInteger[]? reduced)
        {
            if (reduced is not null && Array.Exists(reduced, static x => !x.IsZero))
            {
                cancellationToken.ThrowIfCancellationRequested();
                walks.Add(new RegionWalk(kind, Walk(own, start, ToFull(reduced))));
            }
        }

        for (int k = 0; k < options.Directions; k++)
        {
            Add(WalkDirection.Random, new SeededIntegers(options.Seed, 0, region, k).Direction(domain.Dimension));
        }

        int others = points.Count - (startPoint < 0 ? 0 : 1);
        for (int k = 0; k < options.Directions && others > 0; k++)
        {
            int other = new SeededIntegers(options.Seed, 1, region, k).Below(others);
            Add(WalkDirection.TowardPoint, Toward(start, points[startPoint >= 0 && other >= startPoint ? other + 1 : other]));
        }

        Add(WalkDirection.Adversarial, Adversarial(forms.Output, start, own));
        return walks.ToImmutable();
    }

    private ImmutableArray<WalkHop> Walk(double[] own, ImmutableArray<Rational> start, BigInteger[] direction)
    {
        double length = Math.Sqrt(direction.Sum(static x => Math.Pow((double)x, 2)));
        RayPosition position = new(network, start, direction);
        ImmutableArray<WalkHop>.Builder hops = ImmutableArray.CreateBuilder<WalkHop>(options.Hops);
        while (hops.Count < options.Hops && position.MoveNext())
        {
            double? cosine = VectorAngles.Cosine(own, VectorAngles.Coefficients(position.Forms.Output, domain.FreeInputs));
            hops.Add(new WalkHop(cosine, position.Time.ToDoubleApproximate() * length));
        }

        return hops.ToImmutable();
    }

    /// <summary>A positive multiple of the difference of two points, on the free inputs.</summary>
    private BigInteger[] Toward(ImmutableArray<Rational> start, ImmutableArray<Rational> end)
        => RationalVector.ToHomogeneous([.. domain.FreeInputs.Select(j => end[j] - start[j])]).Numerators;

    /// <summary>The gradient of (runner-up − winner) at the start, on the free inputs; null where all outputs have one gradient or there is a tie.</summary>
    private BigInteger[]? Adversarial(LayerForms output, ImmutableArray<Rational> start, double[] coefficients)
    {
        Rational[] values = [.. Enumerable.Range(0, output.Count).Select(i => output.Evaluate(i, start))];
        int d = domain.Dimension;
        double[] gradient = new double[d];
        if (values.Length == 1)
        {
            for (int k = 0; k < d; k++)
            {
                gradient[k] = -values[0].Sign * coefficients[k];
            }
        }
        else
        {
            int[] order = [.. Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).ThenBy(static i => i).Take(2)];
            for (int k = 0; k < d; k++)
            {
                gradient[k] = coefficients[(order[1] * d) + k] - coefficients[(order[0] * d) + k];
            }
        }

        double largest = gradient.Max(Math.Abs);
        return largest > 0 && double.IsFinite(largest)
            ? [.. gradient.Select(x => new BigInteger(Math.Floor(Math.ScaleB(x / largest, DirectionBits) + 0.5)))]
            : null;
    }

    private BigInteger[] ToFull(BigInteger[] reduced)
    {
        BigInteger[] full = new BigInteger[domain.InputDimension];
        for (int k = 0; k < reduced.Length; k++)
        {
            full[domain.FreeInputs[k]] = reduced[k];
        }

        return full;
    }
}
