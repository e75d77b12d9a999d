using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.TestKit.Oracles;
using PiecewiseLinear.Verification.Tests.Soundness;

namespace PiecewiseLinear.Solvers.Tests.Export;

/// <summary>Whole networks with properties, read back by programs that are not ours: solutions exist exactly where enumeration of all cells finds a violation.</summary>
public sealed class PropertyReadBackTests
{
    /// <summary>Z3 is exact, so ties are among these; several cases, boxes of their own, rows over inputs and outputs.</summary>
    [Fact]
    public void Z3_finds_a_violation_exactly_where_there_is_one()
    {
        int[] seen = new int[2];
        Seeded.Check(60, random =>
        {
            (ReluNetwork network, VnnLibProperty property) = RandomProperties.Next(random);
            bool violated = BruteForceProperty.IsSatisfied(network, property);
            seen[violated ? 1 : 0]++;
            InequalitySystem logic = System(network, property, ReluForm.PositivePart), program = System(network, property, ReluForm.Binary);
            Assert.Equal(violated ? "sat" : "unsat", OtherPrograms.EvaluateSmtLib(SystemText.SmtLib(logic)));
            Assert.Equal(violated ? "sat" : "unsat", OtherPrograms.EvaluateSmtLib(SystemText.SmtLib(program)));
            Assert.Equal(violated ? "0" : "infeasible", OtherPrograms.SolveLp(SystemText.Lp(program), maximize: false));
        });
        Assert.True(seen[0] >= 10 && seen[1] >= 10, string.Join(' ', seen));
    }

    /// <summary>CBC computes in floating point, so that only properties without ties are asked.</summary>
    [Fact]
    public async Task CBC_finds_a_violation_exactly_where_there_is_one()
    {
        int[] seen = new int[2];
        for (int seed = 0; seed < 40; seed++)
        {
            (ReluNetwork network, VnnLibProperty property) = RandomProperties.Next(new Random(seed), degenerate: false);
            bool violated = BruteForceProperty.IsSatisfied(network, property);
            seen[violated ? 1 : 0]++;
            bool found = await Cbc.IsFeasibleMpsAsync(SystemText.Mps(System(network, property, ReluForm.Binary)));
            Assert.True(found == violated, $"seed {seed}: CBC finds {(found ? "a" : "no")} solution");
        }

        Assert.True(seen[0] >= 4 && seen[1] >= 4, string.Join(' ', seen));
    }

    [Fact]
    public void A_property_without_cases_has_no_solution()
    {
        (ReluNetwork network, _) = RandomProperties.Next(new Random(1));
        VnnLibProperty never = new(network.InputDimension, network.OutputDimension, []);
        Assert.Null(NetworkEncoding.InputsOf(never));
        Box box = Box.Cube(network.InputDimension, -1, 1);
        InequalitySystem logic = NetworkEncoding.System(network, box, never, ReluForm.PositivePart, CancellationToken.None);
        Assert.Equal("unsat", OtherPrograms.EvaluateSmtLib(SystemText.SmtLib(logic)));
        InequalitySystem program = NetworkEncoding.System(network, box, never, ReluForm.Binary, CancellationToken.None);
        Assert.Equal("infeasible", OtherPrograms.SolveLp(SystemText.Lp(program), maximize: false));
        Assert.Equal(1, OtherPrograms.SolveMps(SystemText.Mps(program)).Status);
    }

    /// <summary>Every relief of a row is at least what its left side may exceed its right side by, at every exact value of its variables.</summary>
    [Fact]
    public void Big_numbers_are_proved_bounds() =>
        Seeded.Check(100, static random =>
        {
            (ReluNetwork network, VnnLibProperty property) = RandomProperties.Next(random);
            InequalitySystem program = System(network, property, ReluForm.Binary);
            foreach (NamedRow row in program.Rows.Where(static row => row.Name[0] == 'u'))
            {
                LinearTerm[] binaries = [.. row.Terms.Where(term => program.Variables[term.Variable].IsBinary)];
                if (binaries.Length == 0)
                {
                    Assert.Single(property.Cases);
                    continue;
                }

                Rational most = row.Terms.Except(binaries).Aggregate(
                    Rational.Zero,
                    (sum, term) => sum + Rational.Max(term.Coefficient * program.Variables[term.Variable].Lower!.Value, term.Coefficient * program.Variables[term.Variable].Upper!.Value));
                Assert.True(most <= row.Offset, $"{row.Name}: {most} > {row.Offset}");
            }
        });

    private static InequalitySystem System(ReluNetwork network, VnnLibProperty property, ReluForm form)
        => NetworkEncoding.System(network, NetworkEncoding.InputsOf(property)!, property, form, CancellationToken.None);
}
