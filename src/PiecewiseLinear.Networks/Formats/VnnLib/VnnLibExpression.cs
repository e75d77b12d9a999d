using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Networks;

/// <summary>A linear expression over the inputs and outputs while it is read. A key is 2·index for X, 2·index + 1 for Y.</summary>
internal sealed class VnnLibExpression
{
    private readonly SortedDictionary<int, Rational> _terms = [];

    public Rational Constant { get; private set; }

    public bool IsConstant => _terms.Count == 0;

    public static VnnLibExpression OfConstant(Rational value) => new() { Constant = value };

    public static VnnLibExpression OfVariable(bool output, int index)
    {
        VnnLibExpression expression = new();
        expression._terms.Add((2 * index) + (output ? 1 : 0), Rational.One);
        return expression;
    }

    /// <summary>Adds factor · other.</summary>
    public void Add(VnnLibExpression other, Rational factor)
    {
        Constant += factor * other.Constant;
        foreach ((int key, Rational coefficient) in other._terms)
        {
            Rational sum = _terms.GetValueOrDefault(key) + (factor * coefficient);
            if (sum.IsZero)
            {
                _terms.Remove(key);
            }
            else
            {
                _terms[key] = sum;
            }
        }
    }

    /// <summary>The row: this expression ≤ 0.</summary>
    public PropertyRow AtMostZero()
        => new(
            [.. _terms.Where(static term => term.Key % 2 == 0).Select(static term => new PropertyTerm(term.Key / 2, term.Value))],
            [.. _terms.Where(static term => term.Key % 2 == 1).Select(static term => new PropertyTerm(term.Key / 2, term.Value))],
            -Constant);
}
