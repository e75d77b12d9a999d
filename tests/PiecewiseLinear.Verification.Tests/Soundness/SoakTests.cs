using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Regions;
using PiecewiseLinear.TestKit.BruteForce;
using PiecewiseLinear.TestKit.Laws;
using PiecewiseLinear.TestKit.Oracles;
using PiecewiseLinear.Verification.Tests.Evidence;
using Xunit.Abstractions;

namespace PiecewiseLinear.Verification.Tests.Soundness;

/// <summary>
/// The soak of soundness: on small networks and properties the verdict is that of Z3 and that of the enumeration of all cells, comes with a certificate that the checker accepts (the Python checker: on a
/// sample), and a lying engine of linear programs changes nothing but perhaps into unknown. A sample unless SOAK_CASES (and SOAK_FIRST) ask for more, or SOAK_MINUTES for longer.
/// </summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int Sample = 250;
    private const int PythonSeldom = 50;
    private const int LiesSeldom = 4;
    private const int Progress = 500;

    [Fact]
    public async Task Verdicts_agree_with_Z3_and_enumeration_and_are_certified()
    {
        SoakReport report = new("questions", Progress);
        using PythonSample python = new();
        Seeded.Soak(Sample, (random, seed) =>
        {
            SoakQuestion question = SoakQuestions.Next(random);
            VerificationProperty property = VerificationProperty.FromVnnLib(question.Property);
            VerificationOptions options = new() { Threads = 1 + (seed % 2), MostBoxes = 100_000, Seed = seed + 1 };
            (Verdict truth, byte[] certificate) = Ask(question, property, options);
            report.Count($"{question.Kind}: {truth}");
            if (seed % PythonSeldom == 0)
            {
                python.Add(question.Text, certificate);
            }

            if (seed % LiesSeldom == 0)
            {
                report.Count("lying engine: " + AskWithLies(question, property, options with { Solver = new Liar(seed), MostBoxes = 5_000 }, truth));
            }

            report.Done(seed);
        });

        await python.AcceptAsync();
        output.WriteLine($"the Python checker accepts {python.Count} certificates (every {PythonSeldom}th)");
        report.Write(output);
        string[] kinds = ["random: ", "random, degenerate: ", "at an extreme: ", "one box: ", "one box, degenerate: "];
        report.Expect(kinds.SelectMany(static kind => new[] { kind + Verdict.Holds, kind + Verdict.Violated }));
    }

    /// <summary>What was undecided once: eleven neurons are zero at one point, so that thousands of closed cells meet there, and the threshold is 2⁻⁷⁰ off.</summary>
    [Theory]
    [InlineData(8498)]
    public void Once_undecided(int seed)
    {
        SoakQuestion question = SoakQuestions.Next(new Random(seed));
        _ = Ask(question, VerificationProperty.FromVnnLib(question.Property), new VerificationOptions { Threads = 1 });
    }

    /// <summary>The verdict, which is that of both oracles, and its certificate, which is accepted.</summary>
    private static (Verdict Truth, byte[] Certificate) Ask(SoakQuestion question, VerificationProperty property, VerificationOptions options)
    {
        Verdict truth = BruteForceProperty.IsSatisfied(question.Network, question.Property) ? Verdict.Violated : Verdict.Holds;
        string z3 = AskZ3(question);
        Assert.True(z3 == (truth == Verdict.Violated ? "sat" : "unsat"), $"enumeration: {truth}, Z3: {z3}");
        VerificationOutcome outcome = VerificationEngine.Verify(question.Network, property, options, progress: null, CancellationToken.None);
        Assert.True(outcome.Verdict == truth, $"{question.Kind}: {outcome.Verdict} ({outcome.Reason}), expected {truth} for {question}");
        return (truth, PropertyCertificates.Accept(question.Network, property, outcome, question.Loaded.Sha256));
    }

    private static string AskZ3(SoakQuestion question)
    {
        InequalitySystem system = NetworkEncoding.System(question.Network, NetworkEncoding.InputsOf(question.Property)!, question.Property, ReluForm.PositivePart, CancellationToken.None);
        using StringWriter text = new();
        SmtLibWriter.Write(system, text);
        return OtherPrograms.EvaluateSmtLib(text.ToString());
    }

    private static Verdict AskWithLies(SoakQuestion question, VerificationProperty property, VerificationOptions options, Verdict truth)
    {
        VerificationOutcome outcome = VerificationEngine.Verify(question.Network, property, options, progress: null, CancellationToken.None);
        Assert.True(outcome.Verdict == truth || outcome.Verdict == Verdict.Unknown, $"with lies: {outcome.Verdict}, expected {truth}");
        if (outcome.Verdict != Verdict.Unknown)
        {
            PropertyCertificates.Accept(question.Network, property, outcome, question.Loaded.Sha256);
        }

        return outcome.Verdict;
    }
}
