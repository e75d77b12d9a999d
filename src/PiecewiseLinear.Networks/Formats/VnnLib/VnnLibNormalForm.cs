using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks;

/// <summary>Expands asserted formulas into cases: the comparisons that stand alone belong to every case, disjunctions multiply.</summary>
internal sealed class VnnLibNormalForm(int inputs, VnnLibLimits limits)
{
    private const int RecentBoxes = 16;
    private readonly Rational?[] _lower = new Rational?[inputs];
    private readonly Rational?[] _upper = new Rational?[inputs];
    private readonly List<PropertyRow> _common = [];
    private readonly Queue<Box> _recent = new();
    private long _comparisons;
    private bool _isFalse;

    /// <summary>The cases that are not plainly empty (crossed bounds, false comparisons of numbers).</summary>
    /// <exception cref="FormatException">An input lacks a bound in some case, or a limit is exceeded.</exception>
    public ImmutableArray<VnnLibCase> Expand(List<VnnLibFormula> asserted)
    {
        List<DisjunctionFormula> disjunctions = [];
        foreach (VnnLibFormula formula in asserted)
        {
            Collect(formula, disjunctions);
        }

        List<ImmutableList<PropertyRow>> cases = [[]];
        foreach (DisjunctionFormula disjunction in disjunctions)
        {
            cases = Multiply(cases, Cases(disjunction));
        }

        ImmutableArray<VnnLibCase>.Builder result = ImmutableArray.CreateBuilder<VnnLibCase>();
        foreach (ImmutableList<PropertyRow> rows in _isFalse ? [] : cases)
        {
            if (ToCase(rows) is { } @case)
            {
                result.Add(@case);
            }
        }

        return result.DrainToImmutable();
    }

    /// <summary>Splits what is asserted unconditionally into comparisons (taken at once) and disjunctions.</summary>
    private void Collect(VnnLibFormula formula, List<DisjunctionFormula> disjunctions)
    {
        switch (formula)
        {
            case ComparisonFormula { Row: var row }:
                if (!TryBound(row, _lower, _upper))
                {
                    _isFalse |= row.Inputs.IsEmpty && row.Outputs.IsEmpty && row.Bound.Sign < 0;
                    _common.Add(row);
                }

                break;
            case ConjunctionFormula { Parts: var parts }:
                foreach (VnnLibFormula part in parts)
                {
                    Collect(part, disjunctions);
                }

                break;
            case DisjunctionFormula { Parts: [var only] }:
                Collect(only, disjunctions);
                break;
            case DisjunctionFormula disjunction:
                disjunctions.Add(disjunction);
                break;
            default:
                throw new InvalidOperationException($"unknown formula {formula.GetType().Name}");
        }
    }

    private List<ImmutableList<PropertyRow>> Cases(VnnLibFormula formula)
    {
        switch (formula)
        {
            case ComparisonFormula { Row: var row }:
                return [[row]];
            case DisjunctionFormula { Parts: var parts }:
                List<ImmutableList<PropertyRow>> union = [];
                foreach (VnnLibFormula part in parts)
                {
                    union.AddRange(Cases(part));
                    Charge(union.Count, 0);
                }

                return union;
            case ConjunctionFormula { Parts: var parts }:
                List<ImmutableList<PropertyRow>> product = [[]];
                foreach (VnnLibFormula part in parts)
                {
                    product = Multiply(product, Cases(part));
                }

                return product;
            default:
                throw new InvalidOperationException($"unknown formula {formula.GetType().Name}");
        }
    }

    private List<ImmutableList<PropertyRow>> Multiply(List<ImmutableList<PropertyRow>> left, List<ImmutableList<PropertyRow>> right)
    {
        Charge((long)left.Count * right.Count, 0);
        List<ImmutableList<PropertyRow>> product = new(left.Count * right.Count);
        foreach (ImmutableList<PropertyRow> a in left)
        {
            foreach (ImmutableList<PropertyRow> b in right)
            {
                Charge(0, b.Count);
                product.Add(a.IsEmpty ? b : a.AddRange(b));
            }
        }

        return product;
    }

    private void Charge(long cases, long comparisons)
    {
        _comparisons += comparisons;
        if (cases > limits.MaxCases)
        {
            throw new FormatException($"the disjunctions multiply to more than the limit of {limits.MaxCases} cases");
        }

        if (_comparisons > limits.MaxComparisons)
        {
            throw new FormatException($"the disjunctions multiply to more than the limit of {limits.MaxComparisons} comparisons");
        }
    }

    private VnnLibCase? ToCase(ImmutableList<PropertyRow> rows)
    {
        Rational?[] lower = _lower, upper = _upper;
        List<PropertyRow> kept = [.. _common];
        foreach (PropertyRow row in rows)
        {
            if (row.Outputs.IsEmpty && row.Inputs.Length == 1 && ReferenceEquals(lower, _lower))
            {
                Charge(0, inputs);
                (lower, upper) = ([.. lower], [.. upper]);
            }

            if (!TryBound(row, lower, upper))
            {
                kept.Add(row);
            }
        }

        kept.RemoveAll(static row => row.Inputs.IsEmpty && row.Outputs.IsEmpty && row.Bound.Sign >= 0);
        return kept.Exists(static row => row.Inputs.IsEmpty && row.Outputs.IsEmpty) || ToBox(lower, upper) is not { } box ? null : new VnnLibCase(box, [.. kept]);
    }

    private Box? ToBox(Rational?[] lower, Rational?[] upper)
    {
        Rational[] lo = new Rational[inputs], hi = new Rational[inputs];
        for (int j = 0; j < inputs; j++)
        {
            if (lower[j] is not { } a || upper[j] is not { } b)
            {
                throw new FormatException($"input X_{j} has no {(lower[j] is null ? "lower" : "upper")} bound; every case needs both for each of the {inputs} inputs");
            }

            if (a > b)
            {
                return null;
            }

            (lo[j], hi[j]) = (a, b);
        }

        // Cases differ in few boxes; the same bounds give the same instance (looked for among the latest only, so that a hostile file costs no more).
        foreach (Box box in _recent)
        {
            if (box.Lower.AsSpan().SequenceEqual(lo) && box.Upper.AsSpan().SequenceEqual(hi))
            {
                return box;
            }
        }

        Box added = new([.. lo], [.. hi]);
        _recent.Enqueue(added);
        if (_recent.Count > RecentBoxes)
        {
            _recent.Dequeue();
        }

        return added;
    }

    /// <summary>Takes a·X_i ≤ b into the bounds; false where the row is something else.</summary>
    private static bool TryBound(PropertyRow row, Rational?[] lower, Rational?[] upper)
    {
        if (!row.Outputs.IsEmpty || row.Inputs is not [var term])
        {
            return false;
        }

        Rational end = term.Coefficient == Rational.One ? row.Bound : row.Bound / term.Coefficient;
        if (term.Coefficient.Sign > 0)
        {
            upper[term.Index] = upper[term.Index] is { } old ? Rational.Min(old, end) : end;
        }
        else
        {
            lower[term.Index] = lower[term.Index] is { } old ? Rational.Max(old, end) : end;
        }

        return true;
    }
}
