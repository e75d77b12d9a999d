using System.Collections.Immutable;
using System.Security.Cryptography;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.Verification.BoundaryQueries;
using PiecewiseLinear.Verification.Tests.BoundaryQueries;
using PiecewiseLinear.Verification.Tests.Radii;
using Xunit.Abstractions;

namespace PiecewiseLinear.Verification.Tests.Soundness;

/// <summary>
/// The soak of distances: on small random networks the radii in all three norms and the answers of boundary queries are those of the enumeration of all cells and of Z3, and every certificate is accepted.
/// A sample unless SOAK_CASES (and SOAK_FIRST) ask for more, or SOAK_MINUTES for longer.
/// </summary>
public sealed class DistanceSoakTests(ITestOutputHelper output)
{
    private const int Sample = 40;
    private const int Progress = 250;
    private const int PythonSeldom = 20;
    private readonly SoakReport _report = new("networks", Progress);

    [Fact]
    public async Task Radii_and_boundary_queries_agree_with_Z3_and_enumeration_and_are_certified()
    {
        using PythonSample python = new();
        Seeded.Soak(Sample, (random, seed) =>
        {
            RadiusQuery query = Interesting(random);
            Count($"radius {query.Goal}");
            Count($"radius with {(query.MaxChanged is null ? "any number of" : "few")} changes");
            PythonSample? sample = seed % PythonSeldom == 0 ? python : null;
            foreach (VectorNorm norm in Enum.GetValues<VectorNorm>())
            {
                CheckRadius(query with { Norm = norm, Threads = 1 + (seed % 2), MostSplitInputs = 10 * random.Next(2), Method = query.MaxChanged is null ? (RadiusMethod)random.Next(3) : RadiusMethod.BranchAndBound, RecordProof = true }, sample);
            }

            (BoundaryQuery boundary, ImmutableArray<ImmutableArray<LinearCondition>> conditions) = RandomQueries.Next(random);
            CheckBoundary(boundary with { Minimize = (BoundaryObjective)random.Next(5) }, conditions, sample);
            _report.Done(seed);
        });

        await python.AcceptAsync();
        output.WriteLine($"the Python checker accepts {python.Count} certificates (every {PythonSeldom}th network)");
        _report.Write(output);
        _report.Expect(["radius none", "radius zero", "radius l1", "radius l2", "radius linf", "radius with a box", "radius without a box", "radius targeted", "radius untargeted"]);
        Assert.All(["found", "none"], kind => Assert.Contains(_report.Kinds, key => key.StartsWith("boundary", StringComparison.Ordinal) && key.EndsWith(kind, StringComparison.Ordinal)));
    }

    /// <summary>A question whose answer is neither that nothing is near nor zero, where a few tries find one.</summary>
    private static RadiusQuery Interesting(Random random)
    {
        const int Tries = 6;
        for (int t = 1; ; t++)
        {
            RadiusQuery query = RandomRadii.Next(random);
            DecisionProblem problem = new(query);
            if (t == Tries || (problem.RivalAtPoint is null && Enumerable.Range(0, 4 * Tries).Any(_ => problem.RivalAt(Near(random, query)) is not null)))
            {
                return query;
            }
        }
    }

    private static ImmutableArray<Rational> Near(Random random, RadiusQuery query)
        => [.. query.Point.Select((p, j) => query.Box is { } box ? box.Lower[j] + ((box.Upper[j] - box.Lower[j]) * new Rational(random.Next(9), 8)) : p + random.Next(-4, 5))];

    private void CheckRadius(RadiusQuery query, PythonSample? python)
    {
        RadiusAnswer answer = DecisionRadius.Find(query, progress: null, CancellationToken.None);
        AnswerLaws.Hold(query, answer);
        Check(query.Network, hash => RadiusCertificates.Accept(query, answer, hash), python);
        Count($"radius {(answer.None ? "none" : answer.Upper!.Value.IsZero ? "zero" : query.Norm.Name())}");
        Count($"radius {(query.Box is null ? "without" : "with")} a box");
        Count($"radius {(query.Target is null ? "untargeted" : "targeted")}");
        if (answer.Upper is not { IsZero: true })
        {
            Ask("unsat", answer.Upper is { } open ? Beyond(query, answer.Label).Distance(query.Norm, "<", open.Power) : Beyond(query, answer.Label), "radius");
        }

        if (answer.Upper is { IsZero: false } closed)
        {
            Ask("sat", Beyond(query, answer.Label).Distance(query.Norm, "<=", closed.Power), "radius");
        }
    }

    /// <summary>The points whose distance is asked about.</summary>
    private static SmtScript Beyond(RadiusQuery query, int label)
    {
        SmtScript script = new SmtScript(query.Network, query.Point).Within(query.Box).Goal(
            query.Goal == RadiusGoal.Boundary ? "=" : ">=", query.Goal == RadiusGoal.Beaten ? null : ">=", query.Network.OutputDimension, label, query.Target);
        return query.MaxChanged is { } most ? script.Changes(most) : script;
    }

    private void CheckBoundary(BoundaryQuery query, ImmutableArray<ImmutableArray<LinearCondition>> conditions, PythonSample? python)
    {
        BoundaryAnswer answer = BoundaryEngine.Find(query, progress: null, CancellationToken.None);
        VectorNorm norm = query.Minimize switch { BoundaryObjective.L1 => VectorNorm.L1, BoundaryObjective.L2 => VectorNorm.L2, _ => VectorNorm.LInf };
        (Rational Least, int Fewest)? truth = new BoundaryOracle(query, conditions, answer.Label).Answer(norm);
        string kind = $"boundary: {query.Goal} {query.Minimize} {(truth is null ? "none" : "found")}";
        Assert.True(answer.Status == (truth is null ? BoundaryStatus.None : BoundaryStatus.Found), $"{kind}: {answer.Status} {answer.Reason}");
        Count(kind);
        if (Check(query.Network, hash => Proofs.Accept(query, answer, hash), python))
        {
            Count($"{kind}, with a certificate");
        }

        SmtScript Script() => Wanted(query, answer.Label, conditions);
        if (truth is not { } expected)
        {
            Ask("unsat", Script(), kind);
            return;
        }

        Assert.Equal(BoundaryEvidence.Certified, answer.Evidence);
        switch (query.Minimize)
        {
            case BoundaryObjective.None:
                Ask("sat", Script(), kind);
                break;
            case BoundaryObjective.Changed:
                Assert.Equal((expected.Fewest, expected.Fewest), (answer.Minimum!.Lower, answer.Minimum.Upper));
                Ask("unsat", Script().Changes(expected.Fewest - 1), kind);
                Ask("sat", Script().Changes(expected.Fewest), kind);
                break;
            default:
                Assert.True(answer.Minimum!.Lower <= expected.Least && expected.Least <= answer.Minimum.Upper, $"{kind}: {answer.Minimum}, expected {expected.Least}");
                Assert.True(answer.Minimum.IsExact || query.Goal == BoundaryGoal.Across || norm == VectorNorm.L2, $"{kind}: {answer.Minimum}, {answer.Reason}");
                Count($"{kind}, {(answer.Minimum.IsExact ? "exact" : "enclosed")}");
                Ask("unsat", Script().Distance(norm, "<", answer.Minimum.Lower), kind);
                Ask("sat", Script().Distance(norm, "<=", answer.Minimum.Upper!.Value), kind);
                break;
        }
    }

    /// <summary>All that a query asks of a point but what is to be smallest.</summary>
    private static SmtScript Wanted(BoundaryQuery query, int label, ImmutableArray<ImmutableArray<LinearCondition>> conditions)
    {
        SmtScript script = new SmtScript(query.Network, query.Point).Within(query.Box).Goal(
            query.Goal switch { BoundaryGoal.Across => ">", BoundaryGoal.Reach => ">=", _ => "=" }, query.Goal == BoundaryGoal.Across ? ">" : ">=", query.Network.OutputDimension, label, query.Target);
        if (query.Ball is { } ball)
        {
            script.Distance(ball.Norm, "<=", ball.Radius);
        }

        if (query.MaxChanged is { } most)
        {
            script.Changes(most);
        }

        foreach (int j in query.Integers)
        {
            script.State($"(is_int X_{j})");
        }

        foreach (InputCategory category in query.Categories)
        {
            script.State($"(or {string.Join(' ', category.Values.Select(value => $"(= X_{category.Input} {SmtScript.Number(value)})"))})");
        }

        foreach (ImmutableArray<int> group in query.OneHot)
        {
            script.State($"(and {string.Join(' ', group.Select(static j => $"(or (= X_{j} 0.0) (= X_{j} 1.0))"))} (= 1.0 (+ {string.Join(' ', group.Select(static j => $"X_{j}"))})))");
        }

        return script.Add(RandomQueries.Text(conditions));
    }

    /// <summary>Has a certificate accepted, and keeps it for the Python checker where that is asked.</summary>
    /// <returns>Whether there is one.</returns>
    private static bool Check(ReluNetwork network, Func<string, byte[]?> accepted, PythonSample? python)
    {
        byte[] text = SmallChains.Text(SmallChains.Layers(network));
        byte[]? certificate = accepted(Convert.ToHexStringLower(SHA256.HashData(text)));
        if (certificate is not null)
        {
            python?.Add(text, certificate);
        }

        return certificate is not null;
    }

    /// <summary>Asks Z3; questions with squares it may leave open, which is counted.</summary>
    private void Ask(string expected, SmtScript script, string kind)
    {
        string answer = script.Ask();
        Count($"Z3 {(answer == "unknown" ? "leaves open" : "agrees")}, {(script.HasSquares ? "with" : "without")} squares");
        Assert.True(answer == expected || (script.HasSquares && answer == "unknown"), $"{kind}: Z3 says {answer}, expected {expected}");
    }

    private void Count(string kind) => _report.Count(kind);
}
