using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates.Tests.Trees;

/// <summary>
/// A producer of trees that shares nothing with engine or checkers: it splits until every neuron has a phase, and there takes exact multipliers. On the way it does at random all that the grammar has: inherits or not,
/// lemmas with slopes, cases and multipliers, input splits, cells early, children for polyhedra, closings with multipliers of the node or of cases.
/// </summary>
internal sealed class TreeProver(
    ReluNetwork network, ImmutableArray<ImmutableArray<PropertyRow>> polyhedra, Box? domain, OpenBall? ball, ProofTreeWriter writer, Random random)
{
    private static readonly Rational s_slack = new(1, 1 << 20);

    private readonly RandomEvidence _evidence = new(network, random);

    private int Neurons => network.HiddenNeurons;

    /// <summary>Writes the tree; false (the text is then worth nothing) if what it should prove is not true.</summary>
    /// <param name="root">The box of the root, or null for the whole space.</param>
    /// <param name="decisions">The limit of changes, or null.</param>
    public bool Prove(Box? root, Decisions? decisions = null)
    {
        ImmutableArray<int> all = [.. Enumerable.Range(0, polyhedra.Length)];
        if (root is null)
        {
            writer.Inherit();
            writer.Cells();
            Rational?[] free = new Rational?[network.InputDimension];
            return all.All(d => Cells([], free, free, d));
        }

        return Fixed([], [.. root.Lower.Select(static x => x.RoundDown())], [.. root.Upper.Select(static x => x.RoundUp())], decisions, all, 0);
    }

    private bool Node(ImmutableList<(int Neuron, bool Active)> path, double[] low, double[] high, Decisions? decisions, ImmutableArray<int> open, int depth)
    {
        if (random.Next(depth == 0 ? 2 : 4) > 0)
        {
            writer.Inherit();
        }

        _evidence.Lemmas(writer, path);
        int[] rest = [.. Enumerable.Range(0, Neurons).Where(n => path.All(split => split.Neuron != n))];
        bool decided = decisions is null || decisions.Left == 0 || decisions.Undecided.Length == 0;
        if (rest.Length == 0 && decided)
        {
            return Leaf(path, low, high, decisions, open);
        }

        foreach ((int neuron, double alpha) in _evidence.Slopes())
        {
            writer.Slope(neuron, alpha);
        }

        if (!decided && (rest.Length == 0 || random.Next(3) == 0))
        {
            return Decide(path, low, high, decisions!, open, depth);
        }

        if (decided && rest.Length <= 2 && random.Next(3) == 0 && open.Length == 1 && polyhedra[open[0]].Length == 1 && Cases(path, rest, low, high, decisions, open[0]) is { } cases)
        {
            writer.CloseByCases(open[0], 0, cases);
            writer.Leaf();
            return true;
        }

        int input = random.Next(low.Length);
        switch (random.Next(decisions is null ? 12 : 6))
        {
            case 0 when depth < 3 && high[input] - low[input] > 0.25:
                double middle = low[input] + ((high[input] - low[input]) * 0.375);
                writer.Split(input, middle);
                return Node(path, low, With(high, input, middle), decisions, open, depth + 1) && Node(path, With(low, input, middle), high, decisions, open, depth + 1);
            case 1 when depth < 4:
                writer.Again();
                return Node(path, low, high, decisions, open, depth + 1);
            case 2 when open.Length > 1:
                writer.SplitPolyhedra();
                return open.All(d => Node(path, low, high, decisions, [d], depth + 1));
            case 3 when decided:
                writer.Cells();
                (Rational?[] lower, Rational?[] upper) = Ends(low, high, decisions);
                return open.All(d => Cells(path, lower, upper, d));
            default:
                int split = rest[random.Next(3) == 0 ? random.Next(rest.Length) : 0];
                writer.SplitNeuron(split);
                return Node(path.Add((split, false)), low, high, decisions, open, depth + 1) && Node(path.Add((split, true)), low, high, decisions, open, depth + 1);
        }
    }

    /// <summary>Splits on whether an input may change, any of those that are not decided.</summary>
    private bool Decide(ImmutableList<(int Neuron, bool Active)> path, double[] low, double[] high, Decisions decisions, ImmutableArray<int> open, int depth)
    {
        int input = decisions.Undecided[random.Next(decisions.Undecided.Length)];
        writer.SplitChange(input);
        return Fixed(path, low, high, decisions.Keep(input), open, depth + 1) && Fixed(path, low, high, decisions.Release(input), open, depth + 1);
    }

    private bool Fixed(ImmutableList<(int Neuron, bool Active)> path, double[] low, double[] high, Decisions? decisions, ImmutableArray<int> open, int depth)
    {
        (low, high) = decisions?.Fix(low, high) ?? (low, high);
        return Node(path, low, high, decisions, open, depth);
    }

    /// <summary>Every neuron has a phase: closings with multipliers where they have slack, cells for the rest.</summary>
    private bool Leaf(ImmutableList<(int Neuron, bool Active)> path, double[] low, double[] high, Decisions? decisions, ImmutableArray<int> open)
    {
        (Rational?[] lower, Rational?[] upper) = Ends(low, high, decisions);
        List<(int Polyhedron, ImmutableArray<(int, double)> Betas)> closed = [];
        List<ImmutableArray<(int, Rational)>> refutations = [];
        foreach (int d in open)
        {
            if (Refutation(path, lower, upper, d) is not { } multipliers)
            {
                return false;
            }

            if (random.Next(4) > 0 && Betas(path, multipliers, lower, upper, d) is { } betas)
            {
                closed.Add((d, betas));
            }
            else
            {
                refutations.Add(multipliers);
            }
        }

        bool together = closed.Count == 1 && random.Next(2) == 0;
        foreach ((int neuron, double beta) in together ? closed[0].Betas : [])
        {
            writer.Multiplier(neuron, beta);
        }

        foreach ((int d, ImmutableArray<(int, double)> betas) in closed)
        {
            if (together)
            {
                writer.Close(d, 0);
            }
            else
            {
                writer.CloseByCases(d, 0, [new ProofCase(-1, _evidence.Slopes(), betas)]);
            }
        }

        if (refutations.Count == 0)
        {
            writer.Leaf();
            return true;
        }

        writer.Cells();
        refutations.ForEach(writer.Refutation);
        return true;
    }

    /// <summary>A tree of cells over the neurons that have no phase.</summary>
    private bool Cells(ImmutableList<(int Neuron, bool Active)> path, Rational?[] low, Rational?[] high, int polyhedron)
    {
        int next = Enumerable.Range(0, Neurons).FirstOrDefault(n => path.All(split => split.Neuron != n), -1);
        if (next >= 0)
        {
            writer.Phase(next);
            return Cells(path.Add((next, false)), low, high, polyhedron) && Cells(path.Add((next, true)), low, high, polyhedron);
        }

        if (Refutation(path, low, high, polyhedron) is not { } multipliers)
        {
            return false;
        }

        writer.Refutation(multipliers);
        return true;
    }

    /// <summary>A closing by cases of all neurons that have no phase, or null if some case has no slack.</summary>
    private List<ProofCase>? Cases(ImmutableList<(int Neuron, bool Active)> path, int[] rest, double[] low, double[] high, Decisions? decisions, int polyhedron)
    {
        if (rest.Length > 0)
        {
            List<ProofCase>? inactive = Cases(path.Add((rest[0], false)), rest[1..], low, high, decisions, polyhedron);
            List<ProofCase>? active = inactive is null ? null : Cases(path.Add((rest[0], true)), rest[1..], low, high, decisions, polyhedron);
            return active is null ? null : [new ProofCase(rest[0]), .. inactive!, .. active];
        }

        (Rational?[] lower, Rational?[] upper) = Ends(low, high, decisions);
        return Refutation(path, lower, upper, polyhedron) is { } multipliers && Betas(path, multipliers, lower, upper, polyhedron) is { } betas ? [new ProofCase(-1, [], betas)] : null;
    }

    private ImmutableArray<(int Row, Rational Weight)>? Refutation(ImmutableList<(int Neuron, bool Active)> path, Rational?[] low, Rational?[] high, int polyhedron)
    {
        (Rational[][] splits, Rational[][] rows) = Forms(path, polyhedron);
        int first = 2 * network.InputDimension;
        NumberedRow[] all =
        [
            .. LeafForms.Sides(low, high),
            .. rows.Select((form, k) => LeafForms.AtMostZero(first + k, form)),
            .. splits.Select((form, s) => LeafForms.AtMostZero(first + rows.Length + s, form)),
        ];
        var (point, distance, multipliers) = LeafForms.Nearest(all, ball?.Center ?? [.. new Rational[network.InputDimension]], ball?.Norm ?? VectorNorm.LInf);
        return point is null || (ball is not null && distance >= ball.Radius && distance.Sign > 0) ? multipliers : null;
    }

    /// <summary>The multipliers of the phases in doubles, if with them the single row of the polyhedron is well above 0 on the box (on one that is empty it is up to the cells).</summary>
    private ImmutableArray<(int Neuron, double Beta)>? Betas(
        ImmutableList<(int Neuron, bool Active)> path, ImmutableArray<(int Row, Rational Weight)> multipliers, Rational?[] low, Rational?[] high, int polyhedron)
    {
        int first = 2 * network.InputDimension;
        if (polyhedra[polyhedron].Length != 1 || low.Zip(high).Any(static pair => pair.First > pair.Second) || multipliers.FirstOrDefault(m => m.Row == first) is not { Weight.Sign: > 0 } row)
        {
            return null;
        }

        (Rational[][] splits, Rational[][] rows) = Forms(path, polyhedron);
        Rational[] form = rows[0];
        List<(int Neuron, double Beta)> betas = [];
        foreach ((int number, Rational weight) in multipliers.Where(m => m.Row > first))
        {
            double beta = (weight / row.Weight).ToDoubleApproximate();
            if (beta > 1e6)
            {
                return null;
            }

            betas.Add((path[number - first - 1].Neuron, beta));
            LeafForms.Add(form, Rational.FromDouble(beta), splits[number - first - 1]);
        }

        Rational least = form[^1];
        for (int j = 0; j < low.Length; j++)
        {
            least += form[j] * (form[j].Sign >= 0 ? low : high)[j].GetValueOrDefault();
        }

        return least > s_slack ? [.. betas.OrderBy(static beta => beta.Neuron)] : null;
    }

    /// <summary>The forms of the splits (≤ 0 on the cell) and of the rows of the polyhedron.</summary>
    private (Rational[][] Splits, Rational[][] Rows) Forms(ImmutableList<(int Neuron, bool Active)> path, int polyhedron)
    {
        Rational[][][] values = LeafForms.Along(network, path.ToDictionary(static split => split.Neuron, static split => split.Active));
        Rational[][] z = LeafForms.PreActivations(network, values);
        return ([.. path.Select(split => split.Active ? (Rational[])[.. z[split.Neuron].Select(static a => -a)] : z[split.Neuron])],
            [.. polyhedra[polyhedron].Select(row => LeafForms.Of(row, values, network.OutputNode))]);
    }

    private (Rational?[] Low, Rational?[] High) Ends(double[] low, double[] high, Decisions? decisions)
    {
        return ([.. low.Select((end, j) => (Rational?)Tightest(j, end, domain?.Lower[j], Rational.Max))], [.. high.Select((end, j) => (Rational?)Tightest(j, end, domain?.Upper[j], Rational.Min))]);

        Rational Tightest(int j, double end, Rational? outer, Func<Rational, Rational, Rational> tighter)
            => new[] { outer, decisions?.IsFixed(j) == true ? decisions.Center[j] : null }.OfType<Rational>().Aggregate(Rational.FromDouble(end), tighter);
    }

    private static double[] With(double[] ends, int input, double end)
    {
        double[] copy = [.. ends];
        copy[input] = end;
        return copy;
    }
}
