using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Regions;

/// <summary>
/// A sum of many rationals with unrelated denominators, added pairwise in a balanced way: the long numbers near the end of the sum are touched a logarithmic number of
/// times only.
/// </summary>
internal sealed class RationalSum
{
    private readonly List<(Rational Value, int Level)> _pending = [];

    /// <summary>Adds a number.</summary>
    public void Add(Rational value)
    {
        _pending.Add((value, 0));
        while (_pending.Count > 1 && _pending[^1].Level == _pending[^2].Level)
        {
            (Rational last, int level) = _pending[^1];
            _pending.RemoveAt(_pending.Count - 1);
            _pending[^1] = (_pending[^1].Value + last, level + 1);
        }
    }

    /// <summary>The sum so far.</summary>
    public Rational Total() => Enumerable.Reverse(_pending).Aggregate(Rational.Zero, static (sum, term) => sum + term.Value);
}
