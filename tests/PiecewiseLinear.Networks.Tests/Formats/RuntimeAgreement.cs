using PiecewiseLinear.Exact;
using PiecewiseLinear.TestKit.Oracles;

namespace PiecewiseLinear.Networks.Tests.Formats;

/// <summary>Compares a loaded network with ONNX Runtime at random points, in all three arithmetics.</summary>
internal static class RuntimeAgreement
{
    /// <summary>A list of disagreements, empty if none.</summary>
    /// <remarks>
    /// The proven bound of double arithmetic scales with the unit roundoff, so 2^30 times it (2^29 for float32 and 2 for the rounding of
    /// weights) bounds what float32 may lose in any order of summation; 1e-5 of the magnitude allows for neurons that round across zero.
    /// </remarks>
    public static List<string> Check(string onnxPath, ReluNetwork network, OnnxRuntimeOracle oracle, int points, int seed, bool exact = true, double magnitude = 2)
    {
        Random random = new(seed);
        double[][] inputs = [.. Enumerable.Range(0, points).Select(_ =>
            Enumerable.Range(0, network.InputDimension).Select(_ => (double)(float)((random.NextDouble() - 0.5) * magnitude)).ToArray())];
        float[][] expected = oracle.Evaluate(onnxPath, inputs);
        List<string> problems = [];
        string name = Path.GetFileName(onnxPath);
        for (int p = 0; p < points; p++)
        {
            DoubleEvaluation enclosure = DoubleEvaluator.Evaluate(network, inputs[p].AsSpan());
            float[] single = Float32Evaluator.Evaluate(network, Array.ConvertAll(inputs[p], static value => (float)value));
            if (expected[p].Length != single.Length)
            {
                problems.Add($"{name}: {single.Length} outputs, the runtime has {expected[p].Length}");
                return problems;
            }

            for (int i = 0; i < single.Length; i++)
            {
                double value = enclosure.Output.Values[i];
                double allowed = (enclosure.Output.Errors[i] * (1L << 30)) + (1e-5 * Math.Max(1, Math.Abs(value)));
                if (!(Math.Abs(value - expected[p][i]) <= allowed) || !(Math.Abs(value - single[i]) <= allowed))
                {
                    problems.Add($"{name}, seed {seed}, point {p}, output {i}: runtime {expected[p][i]:R}, float32 {single[i]:R}, double {value:R} ± {allowed:R}");
                }
            }

            if (exact)
            {
                problems.AddRange(CheckExact(network, inputs[p], enclosure).Select(problem => $"{name}, seed {seed}, point {p}, {problem}"));
            }
        }

        return problems;
    }

    public static IEnumerable<string> CheckExact(ReluNetwork network, double[] point, DoubleEvaluation enclosure)
    {
        ExactEvaluation exact = ExactEvaluator.Trace(network, [.. point.Select(Rational.FromDouble)]);
        for (int i = 0; i < exact.Output.Length; i++)
        {
            Rational error = Rational.Abs(exact.Output[i] - Rational.FromDouble(enclosure.Output.Values[i]));
            if (double.IsFinite(enclosure.Output.Errors[i]) && error > Rational.FromDouble(enclosure.Output.Errors[i]))
            {
                yield return $"output {i}: the exact value {exact.Output[i].ToDoubleApproximate():R} is outside {enclosure.Output.Values[i]:R} ± {enclosure.Output.Errors[i]:R}";
            }
        }

        for (int l = 0; l < exact.Signs.Length; l++)
        {
            for (int i = 0; i < exact.Signs[l].Length; i++)
            {
                FilteredSign sign = enclosure.PreActivations[l].SignOf(i);
                if (sign != FilteredSign.Uncertain && sign != (exact.Signs[l][i] < 0 ? FilteredSign.Negative : exact.Signs[l][i] > 0 ? FilteredSign.Positive : FilteredSign.Zero))
                {
                    yield return $"neuron {l}.{i}: proven sign {sign}, exact sign {exact.Signs[l][i]}";
                }
            }
        }
    }
}
