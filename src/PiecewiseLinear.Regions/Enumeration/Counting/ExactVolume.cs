using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The exact volume of a polytope from its vertices and the constraints tight at them.
/// </summary>
/// <remarks>
/// Cohen and Hickey's triangulation: a face is the union of the pyramids from its first vertex over its own facets that do not contain it, down to single vertices; each chain is
/// a simplex with volume |det| / k!. The facets of a face are the inclusion-maximal intersections with the constraints that do not hold on all of it. (J. Cohen, T. Hickey, Two
/// algorithms for determining volumes of convex polyhedra, J. ACM 26, 1979.)
/// </remarks>
internal static class ExactVolume
{
    /// <summary>The volume.</summary>
    /// <param name="vertices">Homogeneous integer coordinates, denominators positive; any order.</param>
    /// <param name="faces">For each constraint the ascending indices of the vertices on it.</param>
    public static Rational Of(IReadOnlyList<BigInteger[]> vertices, IReadOnlyList<int[]> faces)
    {
        int k = vertices[0].Length - 1;
        if (k == 0)
        {
            return Rational.One;
        }

        Rational sum = Rational.Zero;
        List<int> chain = [];
        Visit([.. Enumerable.Range(0, vertices.Count)], k);
        BigInteger factorial = BigInteger.One;
        for (int i = 2; i <= k; i++)
        {
            factorial *= i;
        }

        return sum / factorial;

        void Visit(int[] face, int dimension)
        {
            chain.Add(face[0]);
            if (dimension == 0)
            {
                sum += Simplex(vertices, chain);
            }
            else
            {
                foreach (int[] facet in FacetsWithout(face, faces))
                {
                    Visit(facet, dimension - 1);
                }
            }

            chain.RemoveAt(chain.Count - 1);
        }
    }

    /// <summary>The maximal proper faces of a face that do not contain its first vertex, each once.</summary>
    private static List<int[]> FacetsWithout(int[] face, IReadOnlyList<int[]> faces)
    {
        List<int[]> proper = [];
        foreach (int[] constraint in faces)
        {
            int[] common = [.. face.Where(vertex => Array.BinarySearch(constraint, vertex) >= 0)];
            if (common.Length > 0 && common.Length < face.Length && !proper.Exists(other => other.AsSpan().SequenceEqual(common)))
            {
                proper.Add(common);
            }
        }

        return
        [
            .. proper.Where(one => one[0] != face[0]
                && !proper.Exists(other => other.Length > one.Length && Array.TrueForAll(one, vertex => Array.BinarySearch(other, vertex) >= 0))),
        ];
    }

    /// <summary>k! times the volume of a simplex: the determinant of its homogeneous coordinates over the product of the denominators.</summary>
    private static Rational Simplex(IReadOnlyList<BigInteger[]> vertices, List<int> chain)
    {
        BigInteger[][] rows = [.. chain.Select(vertex => vertices[vertex])];
        BigInteger denominator = rows.Aggregate(BigInteger.One, static (product, row) => product * row[^1]);
        return new Rational(BigInteger.Abs(FractionFree.Determinant(rows)), denominator);
    }
}
