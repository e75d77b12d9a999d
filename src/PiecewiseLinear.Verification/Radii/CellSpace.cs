using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification;

/// <summary>The coordinates in which nearest points of cells are looked for: some inputs, while all others keep the values of the question's point; exact.</summary>
internal sealed class CellSpace
{
    private readonly ImmutableArray<Rational> _point;
    private readonly ImmutableArray<BigInteger> _kept;

    /// <param name="point">The point.</param>
    /// <param name="free">The inputs that move, ascending; null for all.</param>
    public CellSpace(ImmutableArray<Rational> point, ImmutableArray<int>? free)
    {
        _point = point;
        Free = free ?? [.. Enumerable.Range(0, point.Length)];
        Kept = [.. Enumerable.Range(0, point.Length).Except(Free)];
        Center = [.. Free.Select(j => point[j])];
        (BigInteger[] kept, Scale) = RationalVector.ToHomogeneous([.. Kept.Select(j => point[j])]);
        _kept = ImmutableArray.Create(kept);
    }

    /// <summary>The inputs that move, ascending.</summary>
    public ImmutableArray<int> Free { get; }

    /// <summary>The inputs that do not.</summary>
    public ImmutableArray<int> Kept { get; }

    /// <summary>The point in these coordinates.</summary>
    public ImmutableArray<Rational> Center { get; }

    /// <summary>The number, positive, by which <see cref="Restrict"/> multiplies a row.</summary>
    public BigInteger Scale { get; }

    /// <summary>A row over all inputs, times <see cref="Scale"/>, in these coordinates.</summary>
    public HalfSpace Restrict(HalfSpace row)
    {
        if (Kept.IsEmpty)
        {
            return row;
        }

        BigInteger offset = row.Offset * Scale;
        for (int k = 0; k < Kept.Length; k++)
        {
            offset -= row.Normal[Kept[k]] * _kept[k];
        }

        return new HalfSpace([.. Free.Select(j => row.Normal[j] * Scale)], offset);
    }

    /// <summary>A point of these coordinates with the other inputs at their values.</summary>
    public ImmutableArray<Rational> Lift(ImmutableArray<Rational> x)
    {
        Rational[] all = [.. _point];
        for (int k = 0; k < Free.Length; k++)
        {
            all[Free[k]] = x[k];
        }

        return ImmutableArray.Create(all);
    }
}
