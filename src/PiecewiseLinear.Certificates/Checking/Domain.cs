using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>The domain with its fixed inputs (equal ends) substituted out: rows and directions have a column for each free input only.</summary>
internal sealed class Domain
{
    private readonly int[] _columns;

    public Domain(int dimension, Box? box)
    {
        Dimension = dimension;
        Box = box;
        FreeInputs = [.. Enumerable.Range(0, dimension).Where(j => box is null || !box.IsFixed(j))];
        _columns = [.. Enumerable.Repeat(-1, dimension)];
        for (int c = 0; c < FreeInputs.Length; c++)
        {
            _columns[FreeInputs[c]] = c;
        }

        (BigInteger[] ends, EndDenominator) = box is null
            ? ([], BigInteger.One)
            : IntegerVectors.Common([.. FreeInputs.Select(j => box.Lower[j]), .. FreeInputs.Select(j => box.Upper[j])]);
        LowerEnds = ends[..(ends.Length / 2)];
        UpperEnds = ends[(ends.Length / 2)..];
    }

    public int Dimension { get; }

    public Box? Box { get; }

    /// <summary>The inputs that are not fixed, ascending; column c of a row belongs to FreeInputs[c].</summary>
    public ImmutableArray<int> FreeInputs { get; }

    public int FreeCount => FreeInputs.Length;

    /// <summary>The lower ends of the free inputs over <see cref="EndDenominator"/>; empty without a box.</summary>
    public BigInteger[] LowerEnds { get; }

    /// <summary>The upper ends of the free inputs over <see cref="EndDenominator"/>; empty without a box.</summary>
    public BigInteger[] UpperEnds { get; }

    /// <summary>The common denominator of the ends.</summary>
    public BigInteger EndDenominator { get; }

    /// <summary>The column of an input, −1 if it is fixed or does not exist.</summary>
    public int ColumnOf(int input) => input < Dimension ? _columns[input] : -1;

    /// <summary>The sides, in the order of rows.</summary>
    public IEnumerable<RowReference> Sides()
        => Box is null ? [] : FreeInputs.SelectMany(static j => new[] { RowReference.OfBox(j, BoxSide.Lower), RowReference.OfBox(j, BoxSide.Upper) });

    /// <summary>Side ±xⱼ ≤ ±end as a row.</summary>
    public IntegerRow SideRow(RowReference side)
    {
        int column = ColumnOf(side.Input);
        bool upper = side.Side == BoxSide.Upper;
        BigInteger[] normal = new BigInteger[FreeCount];
        normal[column] = upper ? EndDenominator : -EndDenominator;
        return new IntegerRow(normal, upper ? UpperEnds[column] : -LowerEnds[column], EndDenominator);
    }

    /// <summary>The inputs as forms: a column for each free input, then the constant.</summary>
    public IntegerForms InputForms()
    {
        (BigInteger[] values, BigInteger denominator) = IntegerVectors.Common([.. Enumerable.Range(0, Dimension).Select(j => ColumnOf(j) < 0 ? Box!.Lower[j] : Rational.One)]);
        return new IntegerForms([.. values.Select((value, j) => Unit(FreeCount + 1, ColumnOf(j) < 0 ? FreeCount : ColumnOf(j), value))], denominator);
    }

    /// <summary>Directions as forms: a column for each free input, no constant.</summary>
    public IntegerForms DirectionForms()
        => new([.. Enumerable.Range(0, Dimension).Select(j => ColumnOf(j) < 0 ? null : Unit(FreeCount, ColumnOf(j), BigInteger.One))], BigInteger.One);

    /// <summary>Why a vector that names a point is not one of this space (its length, its values at fixed inputs), or null.</summary>
    public string? WhyNoPoint(string name, ImmutableArray<Rational> point, bool direction = false)
    {
        if (point.Length != Dimension)
        {
            return $"{name} has {point.Length} coordinates, the network {Dimension} inputs";
        }

        int wrong = Enumerable.Range(0, Dimension).FirstOrDefault(j => ColumnOf(j) < 0 && point[j] != (direction ? Rational.Zero : Box!.Lower[j]), -1);
        return wrong < 0 ? null : $"{name} has {point[wrong]} at the fixed input {wrong}, expected {(direction ? Rational.Zero : Box!.Lower[wrong])}";
    }

    /// <summary>The free coordinates of a point.</summary>
    public IntegerPoint FreeCoordinates(ImmutableArray<Rational> point)
    {
        (BigInteger[] numerators, BigInteger denominator) = IntegerVectors.Common([.. FreeInputs.Select(j => point[j])]);
        return new IntegerPoint(numerators, denominator);
    }

    private static DyadicRow? Unit(int length, int column, BigInteger value)
        => value.IsZero ? null : IntegerForms.Multiple(DyadicRow.Unit(length, column), value);
}

/// <summary>A point (or direction): integers over one positive denominator.</summary>
internal sealed record IntegerPoint(BigInteger[] Numerators, BigInteger Denominator);
