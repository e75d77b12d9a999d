namespace PiecewiseLinear.Verification;

/// <summary>The attack that comes before any bound: a few batches over the whole box.</summary>
internal static class FirstAttack
{
    private const int Batch = 64;
    private const int Steps = 24;
    private const int LongSteps = 100;
    private const int Rounds = 64;
    private const int Scans = 8;
    private const int MostTries = 16;

    /// <summary>Attacks the unsafe polyhedra that stay open, from other points and longer. Returns whether a violation was confirmed.</summary>
    public static bool Again(GroupSearch search, ReadOnlySpan<int> open, int round)
    {
        using GradientAttack attack = new(search.Group, new BatchGradient(search.Network, Batch), LongSteps, unchecked((search.Options.Seed * Rounds) + round + 1));
        foreach (int disjunct in open)
        {
            if (search.Stop.IsCancellationRequested || (attack.Try(search.Group.Low, search.Group.High, disjunct, search.Stop) is { } candidate && search.Offer(candidate)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Attacks each unsafe polyhedron once, the first few. Returns whether a violation was confirmed.</summary>
    public static bool Run(GroupSearch search)
    {
        using GradientAttack attack = new(search.Group, new BatchGradient(search.Network, Batch), Steps, search.Options.Seed, Scans);
        for (int d = 0; d < Math.Min(MostTries, search.Group.Disjuncts.Length) && !search.Stop.IsCancellationRequested; d++)
        {
            if (attack.Try(search.Group.Low, search.Group.High, d, search.Stop) is { } candidate && search.Offer(candidate))
            {
                return true;
            }
        }

        return false;
    }
}
