namespace PiecewiseLinear.Verification.Tests.Splitting;

/// <summary>What a search that is stopped still has to prove is never forgotten: its lower bound rests on it.</summary>
public sealed class WorkPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_node_that_the_end_of_the_search_cut_short_still_counts(int together)
    {
        using CancellationTokenSource stop = new();
        WorkPool pool = new(threads: 1, mostQueued: 2);
        foreach (double bound in new[] { 5d, 1d, 3d, 4d })
        {
            pool.Push(0, new Part(bound));
        }

        pool.Work(0, together, static () => false, nodes => Stop(stop, nodes, at: 1d), stop.Token);

        Assert.Equal(1d, pool.Least);
        Assert.False(pool.IsDone);
    }

    [Fact]
    public void Children_are_counted_and_done_nodes_are_not()
    {
        WorkPool pool = new(threads: 2, mostQueued: 1);
        pool.Push(0, new Part(1d));
        List<double> seen = [];
        pool.Work(1, most: 1, () => seen.Count == 2, nodes =>
        {
            double bound = nodes[0].Least;
            seen.Add(bound);
            pool.Push(1, new Part(bound + 2d));
            pool.Push(1, new Part(bound + 1d));
        }, CancellationToken.None);

        Assert.Equal(3, pool.Survey().Count);
        Assert.Equal([1d, 2d], seen);
        Assert.Equal(3d, pool.Least);
        pool.Work(0, most: 8, static () => false, static _ => { }, CancellationToken.None);
        Assert.True(pool.IsDone);
        Assert.Equal(double.PositiveInfinity, pool.Least);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task No_survey_misses_what_moves_meanwhile(int mostQueued)
    {
        const int Nodes = 200_000;
        WorkPool pool = new(threads: 1, mostQueued);
        int left = Nodes;
        pool.Push(0, new Part(1d));
        Task work = Task.Run(() => pool.Work(0, most: 1, static () => false, nodes =>
        {
            if (--left > 0)
            {
                pool.Push(0, nodes[0]);
            }
        }, CancellationToken.None));
        int surveys = 0;
        for (; !work.IsCompleted; surveys++)
        {
            (int count, double least) = pool.Survey();
            Assert.True(least <= 1d || pool.IsDone, $"survey {surveys}: {count} wait, least {least}, with work left");
        }

        await work;
        Assert.True(surveys > 0 && pool.IsDone);
    }

    private static void Stop(CancellationTokenSource stop, IReadOnlyList<WaitingNode> nodes, double at)
    {
        if (nodes.Any(node => node.Least == at))
        {
            stop.Cancel();
        }
    }

    private sealed record Part(double Bound) : WaitingNode
    {
        public override double Least => Bound;
    }
}
