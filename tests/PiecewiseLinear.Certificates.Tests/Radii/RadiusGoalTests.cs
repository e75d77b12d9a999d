using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Certificates.Tests.Radii;

/// <summary>The polyhedra of a claim say what the definition of its goal says.</summary>
public sealed class RadiusGoalTests
{
    [Fact]
    public void The_rows_of_a_goal_hold_where_its_definition_does()
    {
        int reached = 0;
        Seeded.Check(2000, random =>
        {
            int outputs = random.Next(1, 5), labels = Math.Max(2, outputs), label = random.Next(labels);
            int? target = random.Next(2) == 0 ? null : (label + random.Next(1, labels)) % labels;
            RadiusClaim claim = new("", [], VectorNorm.L1, label, target, null, true, null, null, null) { Goal = (RadiusGoal)random.Next(3) };
            ImmutableArray<Rational> y = [.. Enumerable.Range(0, outputs).Select(_ => (Rational)random.Next(-1, 2))];
            bool expected = RadiusOracle.Reaches(claim, y);
            reached += expected ? 1 : 0;
            ImmutableArray<ImmutableArray<PropertyRow>> polyhedra = claim.Unsafe(outputs);
            Assert.True(expected == polyhedra.Any(rows => rows.All(row => row.Slack([], y.AsSpan()).Sign >= 0)), $"{claim}: {string.Join(' ', y)}");
            Assert.Equal(outputs == 1 || target is not null ? 1 : outputs - 1, polyhedra.Length);
            Assert.All(polyhedra, rows => Assert.Equal((claim.Goal, outputs) switch { (RadiusGoal.Boundary, 1) => 2, (RadiusGoal.Boundary, _) => outputs, (RadiusGoal.Reach, > 1) => outputs - 1, _ => 1 }, rows.Length));
        });
        Assert.InRange(reached, 200, 1800);
    }
}
