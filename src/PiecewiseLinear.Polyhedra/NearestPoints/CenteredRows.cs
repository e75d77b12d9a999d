using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>
/// A polyhedron seen from a rational point p = P/q that need not be in it. In u = q·(x − p) its rows are ⟨aᵢ, u⟩ ≤ sᵢ with the integers
/// sᵢ = q·bᵢ − ⟨aᵢ, P⟩; the doubles of the search use y = u/2^k with 2^(k−1) &lt; q ≤ 2^k, which is x − p up to a factor in (1/2, 1].
/// </summary>
internal sealed class CenteredRows
{
    private readonly BigInteger[] _numerators;
    private readonly BigInteger[] _slacks;

    public CenteredRows(HRepresentation rows, ImmutableArray<Rational> point, CancellationToken cancellationToken = default)
    {
        if (point.Length != rows.Dimension)
        {
            throw new ArgumentException($"the point has {point.Length} coordinates, the rows have {rows.Dimension}", nameof(point));
        }

        Original = rows;
        Point = point;
        (_numerators, Denominator) = RationalVector.ToHomogeneous(point.AsSpan());
        Shift = (int)(Denominator - BigInteger.One).GetBitLength();
        _slacks = new BigInteger[rows.Count];
        for (int i = 0; i < _slacks.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _slacks[i] = SlackAt(rows.Rows[i], _numerators, Denominator);
        }

        Local = new HRepresentation(rows, _slacks, Shift);
    }

    /// <summary>The rows in x.</summary>
    public HRepresentation Original { get; }

    /// <summary>The point p.</summary>
    public ImmutableArray<Rational> Point { get; }

    /// <summary>The common denominator q of the point, positive.</summary>
    public BigInteger Denominator { get; }

    /// <summary>The exponent k.</summary>
    public int Shift { get; }

    /// <summary>The rows ⟨2^k·aᵢ, y⟩ ≤ sᵢ.</summary>
    public HRepresentation Local { get; }

    public int Dimension => Original.Dimension;

    public int Count => Original.Count;

    public ImmutableArray<BigInteger> Normal(int row) => Original.Rows[row].Normal;

    /// <summary>sᵢ = q·bᵢ − ⟨aᵢ, P⟩: negative where p violates the row.</summary>
    public BigInteger Slack(int row) => _slacks[row];

    /// <summary>Whether p satisfies all rows.</summary>
    public bool ContainsPoint => Array.TrueForAll(_slacks, static s => s.Sign >= 0);

    /// <summary>A row 0 ≤ b with b negative, or −1.</summary>
    public int Contradiction
    {
        get
        {
            for (int i = 0; i < Count; i++)
            {
                if (_slacks[i].Sign < 0 && Original.Rows[i].IsTrivial)
                {
                    return i;
                }
            }

            return -1;
        }
    }

    /// <summary>The integer q·b − ⟨a, P⟩ of a row at P/q.</summary>
    public static BigInteger SlackAt(HalfSpace row, BigInteger[] numerators, BigInteger denominator)
    {
        BigInteger slack = row.Offset * denominator;
        for (int j = 0; j < numerators.Length; j++)
        {
            if (!numerators[j].IsZero && !row.Normal[j].IsZero)
            {
                slack -= row.Normal[j] * numerators[j];
            }
        }

        return slack;
    }

    /// <summary>The point p + u/q.</summary>
    public ImmutableArray<Rational> ToOriginal(ExactVector u)
        => [.. u.Numerators.Select((n, j) => n.IsZero ? Point[j] : new Rational((_numerators[j] * u.Denominator) + n, Denominator * u.Denominator))];

    /// <summary>The rows that u violates, found in doubles where these suffice; each with how far, in the scale of the mirror and approximately.</summary>
    /// <param name="u">The point.</param>
    /// <param name="tight">Rows that are known to hold with equality.</param>
    /// <param name="cancellationToken">Ends the work; looked at once a row.</param>
    public List<(int Row, double Excess)> Violated(ExactVector u, IReadOnlyCollection<int> tight, CancellationToken cancellationToken)
    {
        ExactVector y = new(u.Numerators, u.Denominator << Shift);
        RowEnclosures slacks = RowEnclosures.Slacks(Local, y.Approximate(0));
        List<(int, double)> violated = [];
        for (int i = 0; i < Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!slacks.IsPositive(i) && !tight.Contains(i) && (slacks.IsNegative(i) || ((_slacks[i] * u.Denominator) - u.Dot(Normal(i))).Sign < 0))
            {
                violated.Add((i, -slacks.Low(i)));
            }
        }

        return violated;
    }
}
