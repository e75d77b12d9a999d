using System.Collections.Immutable;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>
/// Decides whether a property of a network is violated: attack first, then branch and bound with rigorous bounds. <see cref="Verdict.Holds"/> and <see cref="Verdict.Violated"/> are proved over the
/// reals, for the weights as stored; anything else is <see cref="Verdict.Unknown"/> with its reason.
/// </summary>
public static class VerificationEngine
{
    /// <summary>Decides a property. Stops within a fraction of a second of cancellation or of the time limit.</summary>
    /// <param name="network">The network f.</param>
    /// <param name="property">The question.</param>
    /// <param name="options">How hard to try.</param>
    /// <param name="progress">Told now and then how far the search is; called on another thread, one call at a time.</param>
    /// <param name="cancellationToken">Ends the search; the answer is then unknown.</param>
    /// <exception cref="ArgumentException">The property has other numbers of inputs or outputs than the network.</exception>
    public static VerificationOutcome Verify(
        ReluNetwork network, VerificationProperty property, VerificationOptions options, IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        Expect(property.InputCount, network.InputDimension, "inputs");
        Expect(property.OutputCount, network.OutputDimension, "outputs");
        using CancellationTokenSource limit = options.TimeLimit is { } time ? new CancellationTokenSource(time, options.Clock) : new CancellationTokenSource();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        long started = options.Clock.GetTimestamp();
        long boxes = 0, leaves = 0;
        double proved = 0d;
        ImmutableArray<ProofTree>.Builder trees = ImmutableArray.CreateBuilder<ProofTree>();
        for (int group = 0; group < property.Groups.Length; group++)
        {
            using GroupSearch search = new(network, property, property.Groups[group], options, stop.Token);
            bool holds = Run(search, Reporter(search, progress, group, property.Groups.Length, boxes, started, options));
            boxes += search.Boxes;
            leaves += search.Leaves;
            proved += search.VolumeProved / property.Groups.Length;
            VerificationOutcome outcome = new() { Verdict = Verdict.Unknown, Boxes = boxes, Leaves = leaves, VolumeProved = proved };
            if (search.Witness is { } witness)
            {
                return outcome with { Verdict = Verdict.Violated, Witness = witness };
            }

            if (!holds)
            {
                return outcome with
                {
                    MarginLower = group == property.Groups.Length - 1 ? search.MarginLower : null,
                    TimedOut = limit.IsCancellationRequested && search.Obstacle is null,
                    Reason = search.Obstacle ?? (cancellationToken.IsCancellationRequested ? "it was cancelled" : $"the time limit of {options.TimeLimit} was reached"),
                };
            }

            if (search.Proof is { } tree)
            {
                trees.Add(tree);
            }
        }

        return new VerificationOutcome
        {
            Verdict = Verdict.Holds,
            Boxes = boxes,
            Leaves = leaves,
            VolumeProved = 1d,
            Proof = options.RecordProof ? new PropertyProof(trees) : null,
        };
    }

    private static bool Run(GroupSearch search, Action? report)
    {
        using ITimer? timer = report is null ? null : search.Options.Clock.CreateTimer(_ => report(), state: null, search.Options.ProgressInterval, search.Options.ProgressInterval);
        return Portfolio.Choose(search).Run(search);
    }

    private static Action? Reporter(
        GroupSearch search, IProgress<VerificationProgress>? progress, int group, int groups, long before, long started, VerificationOptions options)
    {
        if (progress is null)
        {
            return null;
        }

        int busy = 0;
        return () =>
        {
            if (Interlocked.Exchange(ref busy, 1) == 0)
            {
                (int open, _) = search.Pool.Survey();
                progress.Report(new VerificationProgress(group, groups, before + search.Boxes, open, search.VolumeProved, search.MarginLower ?? double.NegativeInfinity, options.Clock.GetElapsedTime(started)));
                Volatile.Write(ref busy, 0);
            }
        };
    }

    private static void Expect(int declared, int actual, string what)
    {
        if (declared != actual)
        {
            throw new ArgumentException($"the property declares {declared} {what}; expected {actual}, the {what} of the network");
        }
    }
}
