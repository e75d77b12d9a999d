using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra.Tests.Facets;

/// <summary>Checks every verdict's evidence in plain rationals, from the definitions in <see cref="RowVerdict"/> alone.</summary>
internal static class FacetEvidenceVerifier
{
    public static void Verify(HRepresentation rows, BoxSides box, ClassifiedRows classified)
    {
        Assert.Equal(rows.Count, classified.Verdicts.Length);
        for (int i = 0; i < rows.Count; i++)
        {
            switch (classified.Verdicts[i])
            {
                case RowVerdict.Trivial:
                    Assert.All(rows.Rows[i].Normal, a => Assert.True(a.IsZero));
                    Assert.True(rows.Rows[i].Offset.Sign >= 0);
                    break;
                case RowVerdict.Facet facet:
                    VerifyFacet(rows, box, classified, i, facet);
                    break;
                case RowVerdict.Duplicate duplicate:
                    Assert.Contains(i, Assert.IsType<RowVerdict.Facet>(classified.Verdicts[duplicate.Of]).Also);
                    break;
                case RowVerdict.Redundant redundant:
                    VerifyRedundant(rows, box, classified, i, redundant);
                    break;
                case RowVerdict.Undecided undecided:
                    Assert.Fail($"row {i} is undecided: {undecided.Reason}");
                    break;
            }
        }
    }

    private static void VerifyFacet(HRepresentation rows, BoxSides box, ClassifiedRows classified, int row, RowVerdict.Facet facet)
    {
        ImmutableArray<Rational> beyond = facet.Beyond(classified.Interior);
        Assert.All(facet.Step, static part => Assert.False(part.Distance.IsZero));
        for (int k = 0; k < rows.Count; k++)
        {
            Rational value = SlowPolyhedron.Dot(rows.Rows[k], beyond);
            bool same = k == row || facet.Also.Contains(k);
            Assert.True(same ? value > rows.Rows[k].Offset : value <= rows.Rows[k].Offset, $"the point beyond facet {row} is on the wrong side of row {k}");
            if (same && k != row)
            {
                Assert.True(SlowPolyhedron.SameSet(rows.Rows[row], rows.Rows[k]));
                Assert.Equal(row, Assert.IsType<RowVerdict.Duplicate>(classified.Verdicts[k]).Of);
                Assert.True(box.IsSide(row) || (!box.IsSide(k) && row < k), "the representative is a side, else the first");
            }
        }
    }

    private static void VerifyRedundant(HRepresentation rows, BoxSides box, ClassifiedRows classified, int row, RowVerdict.Redundant redundant)
    {
        HalfSpace target = rows.Rows[row];
        Rational bound = Rational.Zero, charged = Rational.Zero;
        Rational[] residual = [.. target.Normal.Select(a => (Rational)a)];
        foreach ((int facet, Rational weight) in redundant.Multipliers)
        {
            Assert.IsType<RowVerdict.Facet>(classified.Verdicts[facet]);
            Assert.True(weight.Sign > 0, $"a multiplier of row {row} is {weight}");
            bound += weight * rows.Rows[facet].Offset;
            for (int j = 0; j < residual.Length; j++)
            {
                residual[j] -= weight * rows.Rows[facet].Normal[j];
            }
        }

        for (int j = 0; j < residual.Length; j++)
        {
            if (residual[j].Sign == 0)
            {
                continue;
            }

            int side = residual[j].Sign > 0 ? box.Upper[j] : box.Lower[j];
            Assert.True(side >= 0, $"row {row} charges a side of coordinate {j} that is not there");
            Rational perUnit = Rational.Abs(residual[j]);
            bound += perUnit * new Rational(rows.Rows[side].Offset, System.Numerics.BigInteger.Abs(rows.Rows[side].Normal[j]));
            charged += classified.Verdicts[side] is RowVerdict.Facet ? Rational.Zero : perUnit;
        }

        Assert.True(bound <= target.Offset, $"the multipliers of row {row} bound it by {bound}, more than {target.Offset}");
        if (box.IsSide(row))
        {
            Rational own = Rational.Abs((Rational)target.Normal.Single(a => !a.IsZero));
            Assert.True(charged < own, $"redundant side {row} charges {charged} of its own {own} to redundant sides");
        }
    }
}
