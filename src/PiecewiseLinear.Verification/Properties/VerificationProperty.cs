using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Verification;

/// <summary>
/// A question about a network f on sets of inputs: is there an x in some input set with f(x) in that set's unsafe outputs? The property is
/// <see cref="Verdict.Violated"/> if there is, <see cref="Verdict.Holds"/> if there is none. Comparisons are weak: a tie violates.
/// </summary>
/// <param name="InputCount">The number of inputs d that the network must have.</param>
/// <param name="OutputCount">The number of outputs m that the network must have.</param>
/// <param name="Groups">The searches: one for each different box of inputs. None: the property holds.</param>
public sealed record VerificationProperty(int InputCount, int OutputCount, ImmutableArray<PropertyGroup> Groups)
{
    /// <summary>The property of a VNN-LIB file; cases with equal boxes become one group, in the order of their first appearance.</summary>
    public static VerificationProperty FromVnnLib(VnnLibProperty property)
        => new(
            property.InputCount,
            property.OutputCount,
            [.. property.Cases.GroupBy(static @case => @case.Box).Select(static group => new PropertyGroup(
                new InputSet(group.Key),
                new OutputSpecification([.. group.Select(static @case => new UnsafePolyhedron(@case.Rows))])))]);

    /// <summary>Whether the point shows that the property is violated: exact evaluation, exact comparison.</summary>
    /// <returns>The exact output where it does, else null.</returns>
    public ImmutableArray<Rational>? OutputIfViolated(ReluNetwork network, ImmutableArray<Rational> point)
    {
        ImmutableArray<Rational>? output = null;
        foreach (PropertyGroup group in Groups)
        {
            if (!group.Inputs.Box.Contains(point.AsSpan()))
            {
                continue;
            }

            output ??= ExactEvaluator.Evaluate(network, point);
            if (group.Unsafe.Contains(point.AsSpan(), output.Value.AsSpan()))
            {
                return output;
            }
        }

        return null;
    }
}

/// <summary>A set of inputs and what is unsafe on it: one search.</summary>
/// <param name="Inputs">The box of inputs.</param>
/// <param name="Unsafe">The unsafe outputs (their rows may also constrain the inputs).</param>
public sealed record PropertyGroup(InputSet Inputs, OutputSpecification Unsafe);

/// <summary>A box of inputs. Further linear constraints on the inputs are rows of the unsafe polyhedra, which hold them together with outputs.</summary>
/// <param name="Box">The closed box with exact rational ends.</param>
public sealed record InputSet(Box Box);

/// <summary>A union of polyhedra of (input, output) pairs that must not be reached.</summary>
/// <param name="Disjuncts">The polyhedra, in the order of the file.</param>
public sealed record OutputSpecification(ImmutableArray<UnsafePolyhedron> Disjuncts)
{
    /// <summary>Whether some polyhedron holds the pair.</summary>
    public bool Contains(ReadOnlySpan<Rational> input, ReadOnlySpan<Rational> output)
    {
        foreach (UnsafePolyhedron disjunct in Disjuncts)
        {
            if (disjunct.Contains(input, output))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The set of pairs (x, y) that satisfy all rows; no rows: every pair.</summary>
/// <param name="Rows">Weak inequalities over inputs and outputs.</param>
public sealed record UnsafePolyhedron(ImmutableArray<PropertyRow> Rows)
{
    /// <summary>Whether the pair satisfies all rows.</summary>
    public bool Contains(ReadOnlySpan<Rational> input, ReadOnlySpan<Rational> output)
    {
        foreach (PropertyRow row in Rows)
        {
            if (row.Slack(input, output).Sign < 0)
            {
                return false;
            }
        }

        return true;
    }
}
