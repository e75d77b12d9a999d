using System.Numerics;

namespace PiecewiseLinear.Certificates;

/// <summary>The inequality ⟨normal, x⟩ / denominator ≤ offset / denominator with integers and a positive denominator.</summary>
internal sealed record IntegerRow(BigInteger[] Normal, BigInteger Offset, BigInteger Denominator)
{
    private readonly int[] _support = [.. Enumerable.Range(0, Normal.Length).Where(c => !Normal[c].IsZero)];

    /// <summary>The doubles next to the row, for filters; null for the sides of the box.</summary>
    public RowMirror? Mirror { get; init; }

    /// <summary>Whether the normal is zero: the row says 0 ≤ offset.</summary>
    public bool IsConstant => _support.Length == 0;

    /// <summary>(offset − ⟨normal, x⟩) · denominator · the point's denominator, an integer with the sign of the slack.</summary>
    public BigInteger ScaledSlack(IntegerPoint point) => (Offset * point.Denominator) - Dot(point.Numerators);

    /// <summary>⟨normal, vector⟩.</summary>
    public BigInteger Dot(BigInteger[] vector)
    {
        BigInteger sum = BigInteger.Zero;
        foreach (int c in _support)
        {
            sum += Normal[c] * vector[c];
        }

        return sum;
    }

    /// <summary>Whether the other row is a positive multiple of this one. Neither is constant.</summary>
    public bool IsPositiveMultiple(IntegerRow other)
    {
        int pivot = _support[0];
        BigInteger mine = Normal[pivot];
        BigInteger theirs = other.Normal[pivot];
        return mine.Sign == theirs.Sign && Offset * theirs == other.Offset * mine
            && Normal.Zip(other.Normal).All(pair => pair.First * theirs == pair.Second * mine);
    }
}
