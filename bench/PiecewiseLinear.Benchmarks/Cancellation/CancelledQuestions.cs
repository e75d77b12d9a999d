using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;
using PiecewiseLinear.Solvers.Z3;
using PiecewiseLinear.Verification;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Benchmarks;

/// <summary>The questions that are cancelled: every kind, on small and on large networks.</summary>
internal static class CancelledQuestions
{
    /// <summary>All of them; those on public networks only where these are.</summary>
    public static IEnumerable<CancelledQuestion> All(int threads)
    {
        ReluNetwork digits = NetworkFile.Load(BenchmarkData.Model("digits")).Network;
        ImmutableArray<Rational> digit = Picture();
        foreach (CancelledQuestion question in Boundaries("digits", digits, digit, threads).Concat(Boundaries("40 inputs", Forty(), [.. Enumerable.Repeat(new Rational(1, 2), 40)], threads)))
        {
            yield return question;
        }

        foreach (CancelledQuestion question in Radii("digits", digits, digit, Box.Cube(64, 0, 1), threads))
        {
            yield return question;
        }

        Box around = new([.. digit.Select(static x => x - new Rational(1, 10))], [.. digit.Select(static x => x + new Rational(1, 10))]);
        yield return Count("regions", "digits ± 1/10", EnumerationQuery.InBox(digits, around) with { Quantities = CountedQuantities.None, Threads = threads });
        yield return Count("regions, facets", "b_5_20x2_1", EnumerationBenchmark.Golden("b_5_20x2_1") with { Threads = threads });
        if (BenchmarkData.Folder() is not { } folder)
        {
            yield break;
        }

        ReluNetwork acas = NetworkFile.Load(Directory.EnumerateFiles(Path.Combine(folder, "acasxu", "nnet"), "*.nnet").Order(StringComparer.Ordinal).First()).Network;
        foreach (CancelledQuestion question in Radii("ACAS Xu 1_1", acas, [.. Enumerable.Range(1, 5).Select(static j => new Rational(j - 3, 9))], Box.Cube(5, new Rational(-1, 2), new Rational(1, 2)), threads))
        {
            yield return question;
        }

        foreach (string layers in new[] { "256x2", "256x4" })
        {
            VerificationInstance instance = VerificationInstance.Read(folder, "mnist_fc").First(i => i.Name.StartsWith($"prop_0_0.05 mnist-net_{layers}", StringComparison.Ordinal));
            (LoadedNetwork model, VerificationProperty property) = instance.Load();
            Box box = property.Groups[0].Inputs.Box;
            ImmutableArray<Rational> image = [.. box.Lower.Zip(box.Upper, static (low, high) => (low + high) / 2)];
            foreach (CancelledQuestion question in Radii("mnist " + layers, model.Network, image, Box.Cube(784, -1, 2), threads).Concat(Boundaries("mnist " + layers, model.Network, image, threads)))
            {
                yield return question;
            }

            yield return Verify(instance.Name, model.Network, property, threads);
        }

        foreach (string name in new[] { "prop_2 3_3", "prop_6 1_1" })
        {
            (LoadedNetwork model, VerificationProperty property) = VerificationInstance.Read(folder, "acasxu").First(i => i.Name.StartsWith(name, StringComparison.Ordinal)).Load();
            yield return Verify(name, model.Network, property, threads);
        }

        (LoadedNetwork ladder, VerificationProperty twin) = VerificationInstance.Read(folder, "tllverifybench").First(static i => i.Name.StartsWith("property_N=32_0 ", StringComparison.Ordinal)).Load();
        yield return Verify("N=32", ladder.Network, twin, threads);
    }

    private static IEnumerable<CancelledQuestion> Boundaries(string name, ReluNetwork network, ImmutableArray<Rational> point, int threads)
    {
        BoundaryQuery plain = new()
        {
            Network = network,
            Point = point,
            Box = Box.Cube(point.Length, -1, 2),
            Solver = new Z3Solver(),
            Options = new BoundaryOptions { Threads = threads },
        };
        ConstraintScript script = ConstraintScript.Parse("(assert (= (+ X_0 X_1) (* 2 X_2)))(assert (distinct X_0 X_1))(assert (= Y_0 (+ Y_1 100)))", "c.smt2", point.Length, network.OutputDimension);
        ImmutableArray<Rational> outputs = ExactEvaluator.Evaluate(network, point);
        int last = outputs.IndexOf(outputs.Min()!);
        (string Kind, BoundaryQuery Query)[] queries =
        [
            ("logic", plain with { Constraints = script }),
            ("nearest l1", plain with { Minimize = BoundaryObjective.L1 }),
            ("nearest l2", plain with { Minimize = BoundaryObjective.L2 }),
            ("nearest linf", plain with { Minimize = BoundaryObjective.LInf }),
            ("few changes", plain with { Minimize = BoundaryObjective.LInf, MaxChanged = 6 }),
            ("fewest changes", plain with { Minimize = BoundaryObjective.Changed }),
            ("whole numbers", plain with { Minimize = BoundaryObjective.L1, Integers = [.. Enumerable.Range(0, point.Length)] }),
            ("across", plain with { Minimize = BoundaryObjective.L2, Goal = BoundaryGoal.Across }),
            ("reach", plain with { Minimize = BoundaryObjective.L1, Goal = BoundaryGoal.Reach, Target = last }),
        ];
        foreach ((string kind, BoundaryQuery query) in queries)
        {
            yield return new CancelledQuestion("boundary", $"{kind}, {name}", token => BoundaryEngine.Find(query, progress: null, token));
        }

        yield return new CancelledQuestion("boundary", $"why not, {name}", token => WhyNotEngine.Explain(plain with { Target = last, Minimize = BoundaryObjective.L2 }, progress: null, token));
    }

    private static IEnumerable<CancelledQuestion> Radii(string name, ReluNetwork network, ImmutableArray<Rational> point, Box box, int threads)
    {
        foreach (VectorNorm norm in Enum.GetValues<VectorNorm>())
        {
            RadiusQuery query = new() { Network = network, Point = point, Norm = norm, Box = box, RecordProof = true, Threads = threads };
            yield return new CancelledQuestion("radius", $"{norm.Name()}, {name}", token => DecisionRadius.Find(query, progress: null, token));
        }
    }

    private static CancelledQuestion Verify(string name, ReluNetwork network, VerificationProperty property, int threads)
        => new("verify", name, token => VerificationEngine.Verify(network, property, new VerificationOptions { Threads = threads }, progress: null, token));

    private static CancelledQuestion Count(string kind, string name, EnumerationQuery query) => new("count", $"{kind}, {name}", token => RegionEnumerator.Count(query, progress: null, token));

    /// <summary>The first test digit.</summary>
    private static ImmutableArray<Rational> Picture()
        => [.. File.ReadLines(Path.Combine(BenchmarkData.Root(), "models", "digits", "test-100.csv")).First(static line => line[0] != '#').Split(',').Take(64).Select(Rational.Parse)];

    /// <summary>Forty dense inputs: more than Z3 finishes.</summary>
    private static ReluNetwork Forty()
    {
        Random random = new(5);
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (double)(float)(random.NextDouble() - 0.5))];
        return ReluNetwork.FromLayers(
        [
            new AffineLayer(new DenseOperator(60, 40, [.. Numbers(2400)]), [.. Numbers(60)]),
            new AffineLayer(new DenseOperator(60, 60, [.. Numbers(3600)]), [.. Numbers(60)]),
            new AffineLayer(new DenseOperator(3, 60, [.. Numbers(180)]), [.. Numbers(3)]),
        ]);
    }
}
