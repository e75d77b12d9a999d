using System.Numerics;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Exact.Tests.LinearSystems;

public sealed class LinearSystemTests
{
    [Fact]
    public void Solutions_agree_with_Cramers_rule()
        => Seeded.Check(300, random =>
        {
            int n = random.Next(0, 6);
            BigInteger[][] a = Matrix(random, n, n, bits: random.Next(1, 40), density: 0.7);
            BigInteger[] b = Vector(random, n, 30);
            BigInteger determinant = Laplace(a);
            ExactSolution? solution = ExactLinearSystem.Solve(a, b);
            Assert.Equal(determinant, FractionFree.Determinant(a));
            AssertSame(solution, FractionFree.Solve(a, b));
            if (determinant.IsZero)
            {
                Assert.Null(solution);
                return;
            }

            for (int j = 0; j < n; j++)
            {
                BigInteger[][] replaced = [.. a.Select((row, i) => (BigInteger[])[.. row.Select((x, k) => k == j ? b[i] : x)])];
                Assert.Equal(new Rational(Laplace(replaced), determinant), solution![j]);
            }
        });

    [Fact]
    public void Lifting_agrees_with_elimination()
        => Seeded.Check(40, random =>
        {
            int n = random.Next(1, 26);
            BigInteger[][] a = Matrix(random, n, n, bits: random.Next(1, 90), density: random.Next(2) == 0 ? 1 : 0.4);
            BigInteger[] b = Vector(random, n, random.Next(1, 120));
            ExactSolution? byElimination = FractionFree.Solve(a, b);
            AssertSame(byElimination, ExactLinearSystem.Solve(a, b));
            if (byElimination is not null)
            {
                AssertSame(byElimination, PadicLifting.TrySolve(a, b));
            }
        });

    [Fact]
    public void Systems_full_of_box_rows_and_columns_are_peeled()
        => Seeded.Check(60, random =>
        {
            int n = random.Next(2, 40), dense = random.Next(0, Math.Min(n, 8));
            BigInteger[][] a = [.. Enumerable.Range(0, n).Select(i => i < dense ? Vector(random, n, 50) : new BigInteger[n])];
            int[] order = [.. Enumerable.Range(0, n)];
            random.Shuffle(order);
            for (int i = dense; i < n; i++)
            {
                a[i][order[i]] = random.Next(4) == 0 ? random.Next(-9, 0) : 1;
            }

            if (random.Next(2) == 0)
            {
                a = [.. Enumerable.Range(0, n).Select(i => (BigInteger[])[.. Enumerable.Range(0, n).Select(j => a[j][i])])];
            }

            random.Shuffle(a);
            BigInteger[] b = Vector(random, n, 40);
            AssertSame(FractionFree.Solve(a, b), ExactLinearSystem.Solve(a, b));
        });

    [Fact]
    public void Singular_systems_have_no_solution_at_any_size()
        => Seeded.Check(20, random =>
        {
            int n = random.Next(2, 30);
            BigInteger[][] a = Matrix(random, n, n, bits: 30, density: 1);
            int dependent = random.Next(n), other = (dependent + 1) % n;
            a[dependent] = [.. a[other].Select(x => x * 3)];
            Assert.Null(ExactLinearSystem.Solve(a, Vector(random, n, 30)));
            Assert.True(FractionFree.Determinant(a).IsZero);
        });

    [Fact]
    public void A_matrix_that_is_singular_modulo_a_prime_is_solved_with_another()
    {
        BigInteger prime = PrimeField.Primes[0];
        BigInteger[][] a = [[prime, 1], [0, prime]];
        AssertSame(FractionFree.Solve(a, [1, 1]), PadicLifting.TrySolve(a, [1, 1]));
        BigInteger all = prime * PrimeField.Primes[1] * PrimeField.Primes[2];
        Assert.Null(PadicLifting.TrySolve([[all]], [1]));
        Assert.Equal(new Rational(1, all), ExactLinearSystem.Solve([[all]], [1])![0]);
    }

    [Fact]
    public void Rank_and_null_space_complement_each_other()
        => Seeded.Check(200, random =>
        {
            int rows = random.Next(0, 6), columns = random.Next(1, 7), rank = random.Next(0, 5);
            BigInteger[][] left = Matrix(random, rows, rank, 20, 0.8), right = Matrix(random, rank, columns, 20, 0.8);
            BigInteger[][] a = [.. left.Select(row => (BigInteger[])[.. Enumerable.Range(0, columns).Select(j =>
                Enumerable.Range(0, rank).Aggregate(BigInteger.Zero, (sum, k) => sum + (row[k] * right[k][j])))])];
            BigInteger[][] basis = FractionFree.NullSpace(a, columns);
            Assert.True(FractionFree.Rank(a) <= rank);
            Assert.Equal(columns, FractionFree.Rank(a) + basis.Length);
            Assert.Equal(basis.Length, FractionFree.Rank(basis));
            Assert.All(basis, vector => Assert.All(a, row => Assert.True(row.Zip(vector, (x, y) => x * y).Aggregate(BigInteger.Zero, (s, x) => s + x).IsZero)));
            Assert.All(basis, vector => Assert.True(vector.Aggregate(BigInteger.Zero, BigInteger.GreatestCommonDivisor).IsOne));
        });

    [Fact]
    public void Malformed_systems_are_refused_with_the_place()
    {
        ArgumentException ragged = Assert.Throws<ArgumentException>(() => ExactLinearSystem.Solve([[1, 2], [3]], [1, 2]));
        Assert.Contains("row 1 of the matrix has 1 entries, expected 2", ragged.Message, StringComparison.Ordinal);
        ArgumentException longer = Assert.Throws<ArgumentException>(() => FractionFree.Solve([[1]], [1, 2]));
        Assert.Contains("has 2 entries, expected 1", longer.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FractionFree.Determinant([[1, 2]]));
        Assert.Throws<ArgumentException>(() => FractionFree.NullSpace([[1, 2]], 3));
    }

    [Fact]
    public void Reconstruction_finds_the_fraction_whatever_its_size()
        => Seeded.Check(300, random =>
        {
            int bits = random.Next(1, 700);
            BigInteger bound = BigInteger.One << bits;
            BigInteger modulus = (2 * bound * bound) + 1 + (2 * BigInteger.Abs(random.NextBigInteger(random.Next(1, 100))));
            BigInteger denominator = BigInteger.Abs(random.NextBigInteger(random.Next(1, bits + 1))) + 1;
            Rational fraction = new(random.NextBigInteger(random.Next(1, bits + 1)), BigInteger.Min(denominator, bound));
            BigInteger inverse = Inverse(fraction.Denominator, modulus);
            if (!inverse.IsZero)
            {
                Assert.True(RationalReconstruction.TryFind(fraction.Numerator * inverse % modulus, modulus, bound, out BigInteger p, out BigInteger q));
                Assert.Equal(fraction, new Rational(p, q));
            }
        });

    /// <summary>The inverse modulo m, or zero when there is none.</summary>
    private static BigInteger Inverse(BigInteger value, BigInteger modulus)
    {
        (BigInteger r0, BigInteger r1, BigInteger t0, BigInteger t1) = (modulus, value % modulus, 0, 1);
        while (!r1.IsZero)
        {
            BigInteger quotient = r0 / r1;
            (r0, r1, t0, t1) = (r1, r0 - (quotient * r1), t1, t0 - (quotient * t1));
        }

        return r0.IsOne ? t0 : BigInteger.Zero;
    }

    private static BigInteger[][] Matrix(Random random, int rows, int columns, int bits, double density)
        => [.. Enumerable.Range(0, rows).Select(_ => (BigInteger[])[.. Enumerable.Range(0, columns)
            .Select(_ => random.NextDouble() < density ? random.NextBigInteger(bits) : BigInteger.Zero)])];

    private static BigInteger[] Vector(Random random, int n, int bits) => [.. Enumerable.Range(0, n).Select(_ => random.NextBigInteger(bits))];

    private static BigInteger Laplace(BigInteger[][] a)
        => a.Length == 0
            ? BigInteger.One
            : Enumerable.Range(0, a.Length).Aggregate(BigInteger.Zero, (sum, j) => sum + ((j % 2 == 0 ? 1 : -1) * a[0][j]
                * Laplace([.. a.Skip(1).Select(row => (BigInteger[])[.. row.Where((_, k) => k != j)])])));

    private static void AssertSame(ExactSolution? expected, ExactSolution? actual)
    {
        Assert.Equal(expected?.Denominator, actual?.Denominator);
        Assert.Equal(expected?.Numerators.AsEnumerable(), actual?.Numerators.AsEnumerable());
    }
}
