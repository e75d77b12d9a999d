using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates.Tests;

public sealed class StepRunsTests
{
    [Fact]
    public void Every_step_is_read_back()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            Random random = new(seed);
            int stride = random.Next(1, 9);
            Rational unit = new(random.Next(1, 50), random.Next(1, 50));
            List<InputStep> step = [];
            for (int input = random.Next(3); step.Count < 30; input += 1 + random.Next(stride))
            {
                int integer = random.Next(-9, 10);
                if (integer != 0)
                {
                    step.Add(new InputStep(input, unit * integer));
                }
            }

            (Rational written, IReadOnlyList<(int First, string Integers)> runs) = StepRuns.Of([.. step]);
            Assert.True(StepRuns.TryRead(written, runs, out ImmutableArray<InputStep> read, out string problem), $"seed {seed}: {problem}");
            Assert.True(step.SequenceEqual(read), $"seed {seed}: {string.Join("; ", runs)}");
        }
    }

    [Fact]
    public void A_step_is_integers_over_one_unit_in_runs()
    {
        ImmutableArray<InputStep> step = [new(3, new Rational(3, 4)), new(4, new Rational(-3, 2)), new(9, 3), new(15, new Rational(3, 4))];
        (Rational unit, IReadOnlyList<(int First, string Integers)> runs) = StepRuns.Of(step);
        Assert.Equal(new Rational(3, 4), unit);
        Assert.Equal([(3, "1 -2 0 0 0 0 4"), (15, "1")], runs);
    }

    [Theory]
    [InlineData("1", "3", "2 4")]
    [InlineData("-1", "3", "1")]
    [InlineData("0", "3", "1")]
    [InlineData("1", "3", "0 1")]
    [InlineData("1", "3", "1 0")]
    [InlineData("1", "3", "1 0 0 0 0 0 1")]
    [InlineData("1", "3", "1  1")]
    [InlineData("1", "3", "")]
    [InlineData("1", "3", "01")]
    public void Another_spelling_is_refused(string unit, string first, string integers)
        => Assert.False(StepRuns.TryRead(Rational.Parse(unit), [(int.Parse(first, System.Globalization.CultureInfo.InvariantCulture), integers)], out _, out string problem) && problem.Length == 0);

    [Fact]
    public void Runs_that_touch_are_refused()
    {
        Assert.False(StepRuns.TryRead(Rational.One, [(3, "1 1"), (5, "1")], out _, out _));
        Assert.False(StepRuns.TryRead(Rational.One, [(3, "1 1"), (4, "1")], out _, out _));
        Assert.False(StepRuns.TryRead(Rational.One, [(3, "1 1"), (8, "1")], out _, out _));
        Assert.True(StepRuns.TryRead(Rational.One, [(3, "1 1"), (10, "1")], out _, out _));
        Assert.False(StepRuns.TryRead(new Rational(2, 3), [], out _, out _));
        Assert.True(StepRuns.TryRead(Rational.One, [], out _, out _));
    }
}
