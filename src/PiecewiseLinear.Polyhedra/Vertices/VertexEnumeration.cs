using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// All vertices and extreme directions of a polyhedron by the double description method, exact in homogeneous integers.
/// </summary>
/// <remarks>
/// The polyhedron is the slice x₀ = 1 of the cone {(x₀, x) : bᵢx₀ − ⟨aᵢ, x⟩ ≥ 0, x₀ ≥ 0}. Starting from d + 1 independent rows, whose cone is simplicial, each row
/// cuts the cone: rays on its positive side and on it stay, and each adjacent pair of a positive and a negative ray gives a new one on it. Two rays are
/// adjacent iff no third ray is tight wherever both are (the combinatorial test, right for degenerate cones too). (Motzkin, Raiffa, Thompson and
/// Thrall 1953; Fukuda and Prodon, Double description method revisited, 1996.) Meant for few dimensions: with v rays at a time a row costs up to O(v³)
/// word operations.
/// </remarks>
public static class VertexEnumeration
{
    /// <summary>Enumerates the vertices and extreme directions.</summary>
    /// <param name="rows">The polyhedron; duplicates and redundant rows do no harm, but facets alone are faster.</param>
    /// <param name="maxGenerators">The largest number of rays that may be held at a time, at least d + 1.</param>
    /// <param name="cancellationToken">Ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    public static VertexEnumerationOutcome Enumerate(HRepresentation rows, int maxGenerators, CancellationToken cancellationToken)
    {
        int width = rows.Dimension + 1;
        List<BigInteger[]> forms = Forms(rows);
        int[] basis = IndependentRows(forms, width);
        if (basis.Length < width)
        {
            BigInteger[][] normals = [.. rows.Rows.Select(static r => r.Normal.ToArray())];
            return new VertexEnumerationOutcome.ContainsLine([.. FractionFree.NullSpace(normals, rows.Dimension)[0]]);
        }

        DoubleDescription cone = new(forms, basis);
        for (int i = 0; i < forms.Count; i++)
        {
            if (basis.Contains(i))
            {
                continue;
            }

            if (!cone.Cut(i, maxGenerators, cancellationToken))
            {
                return new VertexEnumerationOutcome.Incomplete(
                    $"more than {maxGenerators} vertices and directions at a time after {i + 1} of {forms.Count} rows");
            }
        }

        Generator[] generators = [.. cone.Rays.Select(r => ToGenerator(rows, r))];
        return new VertexEnumerationOutcome.Complete(new VRepresentation(
            [.. generators.Where(static g => g.IsVertex).Order(Comparer<Generator>.Create(Compare))],
            [.. generators.Where(static g => !g.IsVertex).Order(Comparer<Generator>.Create(Compare))]));
    }

    /// <summary>The forms (bᵢ, −aᵢ) of the cone, and x₀ first.</summary>
    private static List<BigInteger[]> Forms(HRepresentation rows)
    {
        BigInteger[] infinity = new BigInteger[rows.Dimension + 1];
        infinity[0] = BigInteger.One;
        List<BigInteger[]> forms = [infinity];
        forms.AddRange(rows.Rows.Select(static r => (BigInteger[])[r.Offset, .. r.Normal.Select(static a => -a)]));
        return forms;
    }

    private static int[] IndependentRows(List<BigInteger[]> forms, int width)
    {
        List<int> chosen = [];
        for (int i = 0; i < forms.Count && chosen.Count < width; i++)
        {
            chosen.Add(i);
            if (FractionFree.Rank([.. chosen.Select(k => forms[k])]) < chosen.Count)
            {
                chosen.RemoveAt(chosen.Count - 1);
            }
        }

        return [.. chosen];
    }

    private static Generator ToGenerator(HRepresentation rows, BigInteger[] ray)
    {
        ImmutableArray<int>.Builder tight = ImmutableArray.CreateBuilder<int>();
        for (int i = 0; i < rows.Count; i++)
        {
            BigInteger value = rows.Rows[i].Offset * ray[0];
            for (int j = 0; j < rows.Dimension; j++)
            {
                value -= rows.Rows[i].Normal[j] * ray[j + 1];
            }

            if (value.IsZero)
            {
                tight.Add(i);
            }
        }

        return new Generator(ray[0], [.. ray.Skip(1)], tight.ToImmutable());
    }

    private static int Compare(Generator left, Generator right)
    {
        BigInteger l = left.IsVertex ? left.Weight : BigInteger.One, r = right.IsVertex ? right.Weight : BigInteger.One;
        for (int j = 0; j < left.Vector.Length; j++)
        {
            int order = (left.Vector[j] * r).CompareTo(right.Vector[j] * l);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }
}
