using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.TestKit.LinearPrograms;

/// <summary>A linear program of the test families.</summary>
/// <param name="Name">Family and seed, printed when something fails.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Objective">The objective, integers.</param>
public sealed record LinearProgramCase(string Name, HRepresentation Rows, ImmutableArray<BigInteger> Objective)
{
    /// <summary>The objective in doubles, its largest coefficient near 1.</summary>
    public double[] Mirror()
    {
        long bits = Objective.Select(static c => (long)BigInteger.Abs(c).GetBitLength()).DefaultIfEmpty(0).Max();
        return [.. Objective.Select(c => new Exact.Dyadic(c, -(int)bits).ToDoubleApproximate())];
    }

    /// <summary>A value of the objective in the scale of <see cref="Mirror"/>.</summary>
    public double InMirror(Exact.Rational value)
    {
        long bits = Objective.Select(static c => (long)BigInteger.Abs(c).GetBitLength()).DefaultIfEmpty(0).Max();
        return (value / (BigInteger.One << (int)bits)).ToDoubleApproximate();
    }

    public override string ToString()
        => $"{Name}: max {string.Join(' ', Objective)} over\n"
            + string.Join('\n', Rows.Rows.Select(static row => $"  {string.Join(' ', row.Normal)} <= {row.Offset}"));
}
