using System.Collections.Immutable;
using System.Globalization;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>Puts the system of <see cref="NetworkEncoding"/> together, neuron by neuron in the order of the network.</summary>
internal sealed class NetworkSystemBuilder
{
    private readonly ReluForm _form;
    private readonly ImmutableArray<NamedVariable>.Builder _variables = ImmutableArray.CreateBuilder<NamedVariable>();
    private readonly ImmutableArray<NamedRow>.Builder _rows = ImmutableArray.CreateBuilder<NamedRow>();
    private readonly ImmutableArray<PositivePart>.Builder _parts = ImmutableArray.CreateBuilder<PositivePart>();

    /// <summary>The variable of each column: of each input, then of each activation.</summary>
    private readonly List<int> _columns = [];

    public NetworkSystemBuilder(Box box, ReluForm form)
    {
        _form = form;
        for (int j = 0; j < box.Dimension; j++)
        {
            _columns.Add(Add(new NamedVariable(string.Create(CultureInfo.InvariantCulture, $"x{j}"), box.Lower[j], box.Upper[j])));
        }
    }

    /// <summary>Whether the bounds prove z ≤ 0 (also for z = 0 throughout).</summary>
    public static bool IsInactive(ValueInterval range) => range.Upper.Sign <= 0;

    /// <summary>Whether the bounds prove z ≥ 0, and z is not proved to be 0 throughout.</summary>
    public static bool IsActive(ValueInterval range) => range.Lower.Sign >= 0 && range.Upper.Sign > 0;

    /// <summary>Adds the next neuron.</summary>
    /// <param name="id">Its layer and its place there, the end of all its names.</param>
    /// <param name="preActivation">Its pre-activation.</param>
    /// <param name="range">The proven bounds of that.</param>
    public void AddNeuron(string id, FlatForm preActivation, ValueInterval range)
    {
        ValueInterval image = range.PositivePart();
        int h = Add(new NamedVariable($"h{id}", image.Lower, image.Upper));
        if (IsActive(range))
        {
            Define($"d{id}", h, preActivation);
        }
        else if (!IsInactive(range))
        {
            int z = Add(new NamedVariable($"z{id}", range.Lower, range.Upper));
            Define($"d{id}", z, preActivation);
            if (_form == ReluForm.PositivePart)
            {
                _parts.Add(new PositivePart($"r{id}", h, z));
            }
            else
            {
                AddBinary(id, h, z, range);
            }
        }

        _columns.Add(h);
    }

    /// <summary>Adds output <paramref name="index"/>.</summary>
    public void AddOutput(int index, FlatForm value, ValueInterval range)
    {
        string id = index.ToString(CultureInfo.InvariantCulture);
        Define($"o{id}", Add(new NamedVariable($"y{id}", range.Lower, range.Upper)), value);
    }

    public InequalitySystem ToSystem() => new(_variables.ToImmutable(), _rows.ToImmutable()) { PositiveParts = _parts.ToImmutable() };

    private void AddBinary(string id, int h, int z, ValueInterval range)
    {
        int a = Add(NamedVariable.Binary($"a{id}"));
        LinearTerm one = new(h, Rational.One), minus = new(z, -Rational.One);
        _rows.Add(new NamedRow($"above{id}", [one, minus], RowRelation.AtLeast, Rational.Zero));
        _rows.Add(new NamedRow($"on{id}", [one, minus, new LinearTerm(a, -range.Lower)], RowRelation.AtMost, -range.Lower));
        _rows.Add(new NamedRow($"off{id}", [one, new LinearTerm(a, -range.Upper)], RowRelation.AtMost, Rational.Zero));
    }

    /// <summary>The row variable − Σ terms = constant.</summary>
    private void Define(string name, int variable, FlatForm form)
        => _rows.Add(new NamedRow(
            name,
            [new LinearTerm(variable, Rational.One), .. form.Terms.Select(term => new LinearTerm(_columns[term.Variable], -term.Coefficient))],
            RowRelation.Equal,
            form.Constant));

    private int Add(NamedVariable variable)
    {
        _variables.Add(variable);
        return _variables.Count - 1;
    }
}
