using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>Writes the question on one support as SMT-LIB 2, without the user's own conditions: exact, and with proven bounds of every unstable neuron.</summary>
/// <remarks>
/// A neuron with l ≤ z ≤ u, l &lt; 0 &lt; u becomes z = its form, h ≥ 0, h ≥ z, h ≤ u(z − l)/(u − l) (implied; it spares the solver cases), and a truth value a with a ⇒ h ≤ z ∧ z ≥ 0 and ¬a ⇒ h ≤ 0 ∧ z ≤ 0. Measured
/// with Z3 4.8.12 on supports of three and four pixels of models/digits, CPU seconds: this form 0.96 and 0.58, h = ite(z ≥ 0, z, 0) 3.1 and 2.2; with the stable neurons stated layer by layer instead of
/// composed away, this form took 7.9 and 15.6, ite more than 30.
/// </remarks>
internal sealed class SupportEncoding
{
    private readonly ChangeSpace _space;
    private readonly ComposedForms _forms;
    private readonly SupportNode _node;
    private readonly StringBuilder _text = new();
    private readonly string[] _coordinates;

    public SupportEncoding(ChangeSpace space, SupportNode node)
    {
        (_space, _node) = (space, node);
        _forms = new ComposedForms(space.Query.Network, space.Point, node);
        _coordinates = [.. _forms.FreeInputs.Select(SmtText.Input), .. _forms.Unstable.Select(static u => Name("h", u.Number))];
    }

    /// <summary>The inputs that may change.</summary>
    public ImmutableArray<int> FreeInputs => _forms.FreeInputs;

    /// <summary>The number of neurons that became cases.</summary>
    public int Cases => _forms.Unstable.Length;

    /// <summary>The script.</summary>
    /// <param name="cases">The goal; only the open cases of the node are written.</param>
    /// <param name="constraints">The user's conditions, for the inputs and outputs that they speak of.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>; looked at once a form.</param>
    public string Write(ImmutableArray<GoalCase> cases, ConstraintScript? constraints, CancellationToken cancellationToken)
    {
        WriteInputs(constraints);
        WriteBalls();
        WriteNeurons(cancellationToken);
        LayerForms outputs = _forms.Outputs(cancellationToken);
        foreach (int k in constraints?.Outputs ?? [])
        {
            Declare(SmtText.Output(k), "Real");
            Assert($"(= {SmtText.Output(k)} {Form(outputs, k)})");
        }

        Assert($"(or false {string.Join(' ', cases.Where((_, c) => _node.Open[c]).Select(goal => $"(and {string.Join(' ', goal.Rows.Select(row => Row(outputs, row)))})"))})");
        return _text.ToString();
    }

    private static string Name(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{ConstraintScript.ReservedPrefix}{kind}{number}");

    private void WriteInputs(ConstraintScript? constraints)
    {
        foreach (int j in _forms.FreeInputs)
        {
            string name = SmtText.Input(j);
            AllowedValues allowed = _space.AllowedIn(j, _node.Low[j], _node.High[j]);
            Declare(name, "Real");
            if (!allowed.Values.IsDefault)
            {
                Assert($"(or false {string.Join(' ', allowed.Values.Select(v => $"(= {name} {SmtText.Number(v)})"))})");
                continue;
            }

            Bound(">=", name, allowed.Lower);
            Bound("<=", name, allowed.Upper);
            if (allowed.IsInteger)
            {
                Declare(Name("i", j), "Int");
                Assert($"(= {name} (to_real {Name("i", j)}))");
            }
        }

        HashSet<int> free = [.. _forms.FreeInputs];
        foreach (int j in (constraints?.Inputs ?? []).Where(j => !free.Contains(j)))
        {
            Declare(SmtText.Input(j), "Real");
            Assert($"(= {SmtText.Input(j)} {SmtText.Number(_space.Point[j])})");
        }

        foreach (ImmutableArray<int> group in _space.Query.OneHot)
        {
            Assert($"(= 1.0 {SmtText.Sum(group.Select(j => (Rational.One, free.Contains(j) ? SmtText.Input(j) : SmtText.Number(_space.Point[j]))), Rational.Zero)})");
        }
    }

    private void WriteBalls()
    {
        for (int b = 0; b < _space.Balls.Length; b++)
        {
            ChangeBall ball = _space.Balls[b];
            string less = ball.IsOpen ? "<" : "<=";
            if (ball.Norm == VectorNorm.L1)
            {
                // |δ| by the two rows; t may be larger than |δ|, and then the sum is, too.
                foreach (int j in _forms.FreeInputs)
                {
                    string size = Name($"b{b}t", j), input = SmtText.Input(j), point = SmtText.Number(_space.Point[j]);
                    Declare(size, "Real");
                    Assert($"(and (>= {size} (- {input} {point})) (>= {size} (- {point} {input})))");
                }

                Assert($"({less} {SmtText.Sum(_forms.FreeInputs.Select(j => (Rational.One, Name($"b{b}t", j))), Rational.Zero)} {SmtText.Number(ball.Radius.Power)})");
            }
            else if (ball is { Norm: VectorNorm.LInf, IsOpen: true })
            {
                foreach (int j in _forms.FreeInputs)
                {
                    Assert($"(and (< {SmtText.Input(j)} {SmtText.Number(_space.Point[j] + ball.Radius.Power)}) (> {SmtText.Input(j)} {SmtText.Number(_space.Point[j] - ball.Radius.Power)}))");
                }
            }
        }
    }

    private void WriteNeurons(CancellationToken cancellationToken)
    {
        int layer = -1;
        LayerForms? forms = null;
        foreach (UnstableNeuron neuron in _forms.Unstable)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (neuron.Layer != layer)
            {
                (layer, forms) = (neuron.Layer, _forms.PreActivations(neuron.Layer, cancellationToken));
            }

            string h = Name("h", neuron.Number), z = Name("z", neuron.Number), a = Name("a", neuron.Number);
            Declare(h, "Real");
            Declare(z, "Real");
            Declare(a, "Bool");
            Assert($"(= {z} {Form(forms!, neuron.Index)})");
            Assert($"(and (>= {h} 0.0) (>= {h} {z}))");
            Assert($"(or (not {a}) (and (<= {h} {z}) (>= {z} 0.0)))");
            Assert($"(or {a} (and (<= {h} 0.0) (<= {z} 0.0)))");
            WriteRelaxation(h, z, _node.Lower[neuron.Number], _node.Upper[neuron.Number]);
        }
    }

    /// <summary>l ≤ z ≤ u and h ≤ u(z − l)/(u − l), with l and u moved outward to short numbers.</summary>
    private void WriteRelaxation(string h, string z, double lower, double upper)
    {
        if (!double.IsFinite(lower) || !double.IsFinite(upper))
        {
            return;
        }

        Rational low = Short(lower, Math.Floor), high = Short(upper, Math.Ceiling);
        Assert($"(and (>= {z} {SmtText.Number(low)}) (<= {z} {SmtText.Number(high)}))");
        Assert($"(<= (* {SmtText.Number(high - low)} {h}) (* {SmtText.Number(high)} (- {z} {SmtText.Number(low)})))");
    }

    /// <summary>A number of about twelve bits on the side to which <paramref name="round"/> rounds.</summary>
    private static Rational Short(double value, Func<double, double> round)
    {
        int exponent = Math.Clamp(Math.ILogB(value), -900, 900) - 12;
        return Rational.FromDouble(Math.ScaleB(round(Math.ScaleB(value, -exponent)), exponent));
    }

    private string Row(LayerForms outputs, GoalRow row)
    {
        string relation = row.Relation switch
        {
            GoalRelation.AboveZero => ">",
            GoalRelation.Zero => "=",
            _ => ">=",
        };
        Rational Coefficient(int column)
            => row.Sign * (outputs.Coefficient(row.Plus, column) - (row.Minus < 0 ? Rational.Zero : outputs.Coefficient(row.Minus, column)));
        return $"({relation} {SmtText.Sum(_coordinates.Select((name, k) => (Coefficient(k), name)), Coefficient(_coordinates.Length))} 0.0)";
    }

    private string Form(LayerForms forms, int component)
        => SmtText.Sum(_coordinates.Select((name, k) => (forms.Coefficient(component, k), name)), forms.Coefficient(component, _coordinates.Length));

    private void Bound(string relation, string name, Rational? value)
    {
        if (value is { } bound)
        {
            Assert($"({relation} {name} {SmtText.Number(bound)})");
        }
    }

    private void Declare(string name, string sort) => _text.Append("(declare-fun ").Append(name).Append(" () ").Append(sort).Append(")\n");

    private void Assert(string formula) => _text.Append("(assert ").Append(formula).Append(")\n");
}
