namespace PiecewiseLinear.Verification;

/// <summary>The attack that comes before any bound: a few batches over the whole box.</summary>
internal static class FirstAttack
{
    private const int Batch = 64;
    private const int Steps = 24;
    private const int MostTries = 16;

    /// <summary>Attacks each unsafe polyhedron once, the first few. Returns whether a violation was confirmed.</summary>
    public static bool Run(GroupSearch search)
    {
        using GradientAttack attack = new(search.Group, new BatchGradient(search.Network, Batch), Steps, search.Options.Seed);
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
