using System.Numerics;

namespace PiecewiseLinear.Exact.Tests.LinearSystems;

/// <summary>A single solution looks at its token: whichever way a system is solved, a cancelled one throws instead of ending.</summary>
public sealed class CancellationTests
{
    private static readonly CancellationToken s_cancelled = new(canceled: true);

    [Theory]
    [InlineData(6, true)]
    [InlineData(6, false)]
    [InlineData(24, false)]
    public void A_solution_that_is_cancelled_throws(int order, bool isDiagonal)
    {
        Random random = new(order);
        BigInteger[][] a = [.. Enumerable.Range(0, order).Select(i => (BigInteger[])[.. Enumerable.Range(0, order).Select(j => i == j || !isDiagonal ? random.Next(1, 1000) : BigInteger.Zero)])];
        BigInteger[] b = [.. Enumerable.Range(0, order).Select(_ => (BigInteger)random.Next(1000))];
        ExactSolution? solution = ExactLinearSystem.Solve(a, b, CancellationToken.None);
        Assert.True(ExactLinearSystem.Satisfies(a, b, solution!, CancellationToken.None));
        Assert.Throws<OperationCanceledException>(() => ExactLinearSystem.Solve(a, b, s_cancelled));
        Assert.Throws<OperationCanceledException>(() => FractionFree.Solve(a, b, s_cancelled));
        Assert.Throws<OperationCanceledException>(() => ExactLinearSystem.Satisfies(a, b, solution!, s_cancelled));
    }

    [Fact]
    public void Each_part_of_a_solution_looks_at_the_token()
    {
        BigInteger[][] a = [[2, 1, 3], [1, 5, 1], [4, 1, 7]];
        ulong[][] residues = [[2, 1, 3], [1, 5, 1], [4, 1, 7]];
        Assert.Throws<OperationCanceledException>(() => SingletonPeeling.Of(a, s_cancelled));
        Assert.Throws<OperationCanceledException>(() => PadicLifting.TrySolve(a, [1, 2, 3], s_cancelled));
        Assert.Throws<OperationCanceledException>(() => new PrimeField(PrimeField.Primes[0]).TryInvert(residues, s_cancelled));
        Echelon echelon = Echelon.Of([.. a.Select(row => (BigInteger[])[.. row, 1])], 3, CancellationToken.None);
        Assert.Throws<OperationCanceledException>(() => echelon.BackSubstitute(3, BigInteger.One, new BigInteger[3], s_cancelled));
        Assert.Throws<OperationCanceledException>(() => Echelon.Of(a, 3, s_cancelled));
    }
}
