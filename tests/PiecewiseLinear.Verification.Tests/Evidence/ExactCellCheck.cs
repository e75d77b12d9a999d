using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification.Tests.Evidence;

/// <summary>Checks the tree of an exact finish: composes each leaf's forms anew and adds its multipliers up.</summary>
internal static class ExactCellCheck
{
    public static void Check(
        List<(Rational[][] Weights, Rational[] Bias)> layers,
        PropertyGroup group,
        Rational[] low,
        Rational[] high,
        Rational?[] lower,
        Rational?[] upper,
        ExactFinishTree tree,
        ref int read,
        List<(int Neuron, bool Active)> path)
    {
        ExactFinishNode node = tree.Nodes[read++];
        if (node.Neuron >= 0)
        {
            Assert.DoesNotContain(path, split => split.Neuron == node.Neuron);
            foreach (bool active in new[] { false, true })
            {
                path.Add((node.Neuron, active));
                Check(layers, group, low, high, lower, upper, tree, ref read, path);
                path.RemoveAt(path.Count - 1);
            }

            return;
        }

        (Rational[][] neurons, Rational[][] outputs, int known) = Forms(layers, lower, upper, path);
        int inputs = low.Length;
        Rational[] sum = new Rational[inputs + 1];
        PropertyRow[] rows = [.. group.Unsafe.Disjuncts[tree.Disjunct].Rows];
        foreach ((int number, Rational weight) in node.Multipliers)
        {
            Assert.True(weight.Sign > 0);
            Rational[] row = Row(number);
            for (int j = 0; j <= inputs; j++)
            {
                sum[j] += weight * row[j];
            }
        }

        Assert.All(sum.SkipLast(1), static a => Assert.True(a.IsZero));
        Assert.True(sum[^1].Sign < 0);

        // A row ⟨a, x⟩ ≤ b as (a, b).
        Rational[] Row(int number)
        {
            Rational[] row = new Rational[inputs + 1];
            if (number < 2 * inputs)
            {
                int j = number / 2;
                Rational end = number % 2 == 1 ? Rational.Min(high[j], group.Inputs.Box.Upper[j]) : Rational.Max(low[j], group.Inputs.Box.Lower[j]);
                row[j] = number % 2 == 1 ? 1 : -1;
                row[^1] = number % 2 == 1 ? end : -end;
            }
            else if (number < (2 * inputs) + rows.Length)
            {
                Assert.Equal(neurons.Length, known);
                PropertyRow stated = rows[number - (2 * inputs)];
                row[^1] = stated.Bound;
                foreach (PropertyTerm term in stated.Inputs)
                {
                    row[term.Index] += term.Coefficient;
                }

                foreach (PropertyTerm term in stated.Outputs)
                {
                    for (int j = 0; j < inputs; j++)
                    {
                        row[j] += term.Coefficient * outputs[term.Index][j];
                    }

                    row[^1] -= term.Coefficient * outputs[term.Index][^1];
                }
            }
            else
            {
                (int neuron, bool active) = path[number - (2 * inputs) - rows.Length];
                Assert.True(neuron < known || neuron == known);
                Rational[] form = neurons[neuron];
                row = [.. form.SkipLast(1).Select(a => active ? -a : a), active ? form[^1] : -form[^1]];
            }

            return row;
        }
    }

    /// <summary>The forms of the neurons in order, as far as the phases of all neurons before are known; and those of the outputs where all are.</summary>
    private static (Rational[][] Neurons, Rational[][] Outputs, int Known) Forms(
        List<(Rational[][] Weights, Rational[] Bias)> layers, Rational?[] lower, Rational?[] upper, List<(int Neuron, bool Active)> path)
    {
        int inputs = layers[0].Weights[0].Length;
        Rational[][] values = [.. Enumerable.Range(0, inputs).Select(j => Enumerable.Range(0, inputs + 1).Select(k => (Rational)(k == j ? 1 : 0)).ToArray())];
        List<Rational[]> neurons = [];
        int known = 0;
        bool all = true;
        for (int l = 0; l < layers.Count && all; l++)
        {
            Rational[][] before = [.. layers[l].Weights.Select((row, i) => Combine(row, values, layers[l].Bias[i]))];
            if (l == layers.Count - 1)
            {
                return ([.. neurons], before, known);
            }

            int first = neurons.Count;
            neurons.AddRange(before);
            values = [.. before.Select((form, i) =>
            {
                int n = first + i, at = path.FindIndex(split => split.Neuron == n);
                bool settled = lower[n] is { Sign: >= 0 } || upper[n] is { Sign: <= 0 } || form.All(static a => a.IsZero);
                bool active = at >= 0 ? path[at].Active : lower[n] is { Sign: >= 0 };
                all &= at >= 0 || settled;
                known += all ? 1 : 0;
                return active ? form : new Rational[inputs + 1];
            })];
        }

        return ([.. neurons], [], known);
    }

    private static Rational[] Combine(Rational[] row, Rational[][] values, Rational bias)
    {
        Rational[] sum = new Rational[values[0].Length];
        sum[^1] = bias;
        for (int i = 0; i < row.Length; i++)
        {
            for (int j = 0; j < sum.Length; j++)
            {
                sum[j] += row[i] * values[i][j];
            }
        }

        return sum;
    }
}
