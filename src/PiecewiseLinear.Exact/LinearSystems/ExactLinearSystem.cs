using System.Numerics;

namespace PiecewiseLinear.Exact;

/// <summary>
/// Exact solution of square integer systems as they come from bases of linear programs: equations with a single unknown and unknowns with a
/// single equation (box sides) are peeled off first, then the core is solved by Bareiss' elimination when it is small and by p-adic lifting
/// when it is large. Every solution is checked by substitution before it is returned.
/// </summary>
public static class ExactLinearSystem
{
    /// <summary>From this size of the core on lifting is faster than elimination (measured with 50- and 100-bit entries).</summary>
    internal const int LiftingSize = 16;

    /// <summary>
    /// The solution of a·x = b, or null when the matrix is singular. The arguments are not changed. Cost for a core of n unknowns with
    /// entries of β bits: O(n³) word operations plus O(n·β) lifting steps of O(n²·β) bit operations.
    /// </summary>
    /// <param name="a">The matrix, an array of n rows of n entries.</param>
    /// <param name="b">The right-hand side, n entries.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>; looked at once a row of each step, so within one row of it.</param>
    /// <exception cref="ArgumentException">The matrix is not square or b has another length.</exception>
    public static ExactSolution? Solve(BigInteger[][] a, BigInteger[] b, CancellationToken cancellationToken = default)
    {
        FractionFree.RequireSystem(a, b);
        SingletonPeeling peeling = SingletonPeeling.Of(a, cancellationToken);
        if (peeling.IsSingular)
        {
            return null;
        }

        BigInteger[] numerators = new BigInteger[a.Length];
        BigInteger denominator = peeling.SolveEquations(b, numerators);
        (BigInteger[][] core, BigInteger[] rightHandSide) = peeling.Core(b, numerators, denominator);
        if (SolveCore(core, rightHandSide, cancellationToken) is not { } solved)
        {
            return null;
        }

        denominator = peeling.Complete(b, numerators, denominator, solved);
        ExactSolution solution = ExactSolution.Canonical(numerators, denominator);
        return Satisfies(a, b, solution, cancellationToken)
            ? solution
            : throw new InvalidOperationException($"the solution of a system of {a.Length} equations failed its check by substitution");
    }

    /// <summary>Whether a·x = b holds exactly.</summary>
    public static bool Satisfies(BigInteger[][] a, BigInteger[] b, ExactSolution solution, CancellationToken cancellationToken = default)
    {
        for (int i = 0; i < a.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            BigInteger sum = -(solution.Denominator * b[i]);
            for (int j = 0; j < a[i].Length; j++)
            {
                if (!a[i][j].IsZero && !solution.Numerators[j].IsZero)
                {
                    sum += a[i][j] * solution.Numerators[j];
                }
            }

            if (!sum.IsZero)
            {
                return false;
            }
        }

        return true;
    }

    private static ExactSolution? SolveCore(BigInteger[][] a, BigInteger[] b, CancellationToken cancellationToken)
        => a.Length >= LiftingSize && PadicLifting.TrySolve(a, b, cancellationToken) is { } lifted ? lifted : FractionFree.Solve(a, b, cancellationToken);
}
