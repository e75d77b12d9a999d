using System.Numerics;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Regions;

/// <summary>
/// The constraints of the cells on the current path by slot: slots 2c and 2c + 1 are the lower and upper side of coordinate c of the cube, the others hold the walls
/// of the splits whose wall still touches the cell. A slot is used again once no vertex of the cell is on its wall.
/// </summary>
internal sealed class PathRows(FormPlan plan, int capacity)
{
    private readonly BigInteger[]?[] _exact = new BigInteger[]?[capacity];
    private readonly Wall[] _walls = new Wall[capacity];
    private readonly int[] _leads = new int[capacity];
    private readonly double[] _form = new double[plan.Dimension + 2];

    /// <summary>The number of slots of box sides.</summary>
    public int BoxSlots => 2 * plan.Dimension;

    /// <summary>The wall in a slot that is not a box side.</summary>
    public ref Wall this[int slot] => ref _walls[slot];

    /// <summary>Puts a wall into a slot and returns what was there, for <see cref="Restore"/>.</summary>
    public SavedRow Assign(int slot, Wall wall)
    {
        SavedRow saved = new(_walls[slot], _exact[slot], _leads[slot]);
        _walls[slot] = wall;
        _exact[slot] = null;
        _leads[slot] = 0;
        return saved;
    }

    /// <summary>Puts back what a slot held before <see cref="Assign"/>.</summary>
    public void Restore(int slot, SavedRow saved)
    {
        _walls[slot] = saved.Wall;
        _exact[slot] = saved.Exact;
        _leads[slot] = saved.Lead;
    }

    /// <summary>The name of the constraint in a slot.</summary>
    public RowReference Reference(int slot)
        => slot < BoxSlots
            ? RowReference.OfBox(plan.Embedding.Sides[slot >> 1], (slot & 1) == 0 ? BoxSide.Lower : BoxSide.Upper)
            : RowReference.OfNeuron(_walls[slot].Layer, _walls[slot].Neuron);

    /// <summary>The form whose zero set is the constraint's hyperplane, as integers: k coefficients, then the constant.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="forms">The exact forms along the current path.</param>
    public BigInteger[] Exact(int slot, ExactPath forms) => _exact[slot] ??= slot < BoxSlots ? SideForm(slot) : Integers(forms.Row(_walls[slot].Layer, _walls[slot].Neuron)!);

    /// <summary>Whether the form of <see cref="Exact"/> is at least zero on the cell, not at most.</summary>
    public bool IsAtLeastZero(int slot) => slot < BoxSlots ? (slot & 1) == 0 : _walls[slot].Phase == ActivationPhase.Active;

    /// <summary>
    /// The first coordinate on which the constraint's form depends, and the sign of its coefficient: an error of the form on the cube bounds the error of each
    /// coefficient.
    /// </summary>
    public (int Coordinate, int Sign) Lead(int slot, FormColumns columns, ExactPath forms)
    {
        if (slot < BoxSlots)
        {
            return (slot >> 1, 1);
        }

        if (_leads[slot] == 0)
        {
            _leads[slot] = FindLead(slot, columns, forms);
        }

        return (Math.Abs(_leads[slot]) - 1, Math.Sign(_leads[slot]));
    }

    private int FindLead(int slot, FormColumns columns, ExactPath forms)
    {
        Wall wall = _walls[slot];
        columns.CopyForm(wall.Layer, wall.Neuron, _form);
        for (int c = 0; c < plan.Dimension; c++)
        {
            int sign = Math.Abs(_form[c]) > _form[^1] ? Math.Sign(_form[c]) : forms.Row(wall.Layer, wall.Neuron)!.IntegerAt(c).Sign;
            if (sign != 0)
            {
                return sign * (c + 1);
            }
        }

        throw new InvalidOperationException($"the form of neuron {wall.Neuron} of layer {wall.Layer} cut a cell and is constant");
    }

    private static BigInteger[] Integers(DyadicRow row)
    {
        BigInteger[] integers = new BigInteger[row.Columns];
        for (int j = 0; j < integers.Length; j++)
        {
            integers[j] = row.IntegerAt(j);
        }

        return integers;
    }

    /// <summary>s + 1 for the lower side, s − 1 for the upper one.</summary>
    private BigInteger[] SideForm(int slot)
    {
        BigInteger[] form = new BigInteger[plan.Dimension + 1];
        form[slot >> 1] = BigInteger.One;
        form[^1] = (slot & 1) == 0 ? BigInteger.One : BigInteger.MinusOne;
        return form;
    }
}

/// <summary>The wall of a split: its neuron, the side of it on which the current cell lies, and the number of the split on the path.</summary>
internal record struct Wall(int Layer, int Neuron, int Split, ActivationPhase Phase);

/// <summary>What a slot held.</summary>
internal readonly record struct SavedRow(Wall Wall, BigInteger[]? Exact, int Lead);
