using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Everything about the current path of one thread's walk by linear programs: forms, phases, the rows of the splits, and the witnesses, which are points strictly inside the
/// cells. Coordinates are those of the cube [−1, 1]^k.
/// </summary>
internal sealed class ProgramState(FormPlan plan)
{
    private ActivationPhase[][]? _phases;
    private ExactPath? _exactForms;

    public FormPlan Plan { get; } = plan;

    public FormColumns Forms { get; } = new(plan, rigorous: true);

    /// <summary>The phases along the path.</summary>
    public ActivationPhase[][] Phases => _phases ??= [.. Plan.Network.HiddenLayers.Select(static layer => new ActivationPhase[layer.Width])];

    public ExactPath ExactForms => _exactForms ??= new ExactPath(Plan, Phases);

    /// <summary>The witnesses: double coordinates that are meant exactly (error 0), or exact ones with rounded doubles.</summary>
    public VertexStore<Tight64> Witnesses { get; } = new(plan.Dimension);

    /// <summary>The witnesses of the cells on the path.</summary>
    public CellVertices Lists { get; } = new();

    /// <summary>The rows of the splits on the path.</summary>
    public List<SplitRow> Rows { get; } = [];

    /// <summary>The number of linear programs solved.</summary>
    public long LinearPrograms { get; set; }

    /// <summary>How often a side of a neuron's wall was asked for.</summary>
    public long SideQuestions { get; set; }

    /// <summary>The number of linear programs that only exact arithmetic decided.</summary>
    public long ExactPrograms { get; set; }

    /// <summary>The coordinates of a witness.</summary>
    public ReadOnlySpan<double> Point(int witness) => Witnesses.Coordinates.AsSpan(witness * Plan.Dimension, Plan.Dimension);

    /// <summary>Adds a witness with exact double coordinates.</summary>
    public int AddWitness(ReadOnlySpan<double> point)
    {
        int witness = Witnesses.Push(default);
        point.CopyTo(Witnesses.Coordinates.AsSpan(witness * Plan.Dimension));
        Witnesses.Errors[witness] = 0d;
        Lists.Push(witness);
        return witness;
    }

    /// <summary>Adds a witness with exact coordinates.</summary>
    public int AddWitness(ReadOnlySpan<Rational> point)
    {
        int witness = Witnesses.Push(default);
        for (int c = 0; c < point.Length; c++)
        {
            Witnesses.Coordinates[(witness * Plan.Dimension) + c] = point[c].ToDoubleApproximate();
        }

        Witnesses.Errors[witness] = Math.ScaleB(1d, -53);
        (BigInteger[] numerators, BigInteger denominator) = RationalVector.ToHomogeneous(point);
        Witnesses.Exact[witness] = [.. numerators, denominator];
        Lists.Push(witness);
        return witness;
    }

    /// <summary>The exact coordinates of a witness.</summary>
    public Rational[] ExactPoint(int witness)
    {
        if (Witnesses.Exact[witness] is { } exact)
        {
            return [.. exact[..^1].Select(n => new Rational(n, exact[^1]))];
        }

        Rational[] point = new Rational[Plan.Dimension];
        ReadOnlySpan<double> doubles = Point(witness);
        for (int c = 0; c < point.Length; c++)
        {
            point[c] = Rational.FromDouble(doubles[c]);
        }

        return point;
    }

    /// <summary>Whether a point of doubles is proved to lie strictly inside the cube and all rows of the path.</summary>
    public bool IsStrictlyInside(ReadOnlySpan<double> point)
    {
        foreach (double x in point)
        {
            if (!(Math.Abs(x) < 1d))
            {
                return false;
            }
        }

        foreach (SplitRow row in Rows)
        {
            if (!(row.Value(point) > row.Bound))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The row of a neuron with a phase, from the forms along the path.</summary>
    public SplitRow Row(int layer, int neuron, ActivationPhase phase)
    {
        double[] form = new double[Plan.Dimension + 2];
        Forms.CopyForm(layer, neuron, form);
        (double bound, _) = LayerFrame.Thresholds(form, 1, 0, Plan.Dimension);
        if (phase == ActivationPhase.Inactive)
        {
            for (int c = 0; c <= Plan.Dimension; c++)
            {
                form[c] = -form[c];
            }
        }

        DyadicRow exact = ExactForms.Row(layer, neuron)!;
        return new SplitRow(layer, neuron, form, bound, HalfSpace.OfForm(exact, phase == ActivationPhase.Active));
    }
}

/// <summary>The row of a neuron with its phase: form ≥ 0 in double (k coefficients, the constant, the error on the cube), a bound on the error of its value at a
/// point of the cube, and the exact half-space.</summary>
internal sealed record SplitRow(int Layer, int Neuron, double[] Form, double Bound, HalfSpace HalfSpace)
{
    /// <summary>The form's value at a point.</summary>
    public double Value(ReadOnlySpan<double> point)
    {
        double value = Form[point.Length];
        for (int c = 0; c < point.Length; c++)
        {
            value += Form[c] * point[c];
        }

        return value;
    }
}
