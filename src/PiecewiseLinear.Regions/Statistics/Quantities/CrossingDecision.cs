using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>Decides which labels win somewhere in a region, exactly; linear programs in doubles say where to look.</summary>
/// <remarks>
/// On the closed region P the outputs are affine and P is the closure of its interior, so a strict inequality that holds at a point of P holds at an interior one. Labels with identical
/// forms on the domain never win against each other, so such a group never wins. Another label j wins if it is ahead of all others at a point of P (checked exactly). It does not win
/// if fⱼ − f_w ≤ 0 on P for the winner w at an interior point, nor if Σμ_k(fⱼ − f_k) ≤ 0 on P for some μ ≥ 0 (checked by multipliers in exact arithmetic); such a μ exists
/// where it does not win. Where doubles lead to neither, the exact optimum of max {t : fⱼ − f_k ≥ t for all k} decides by its sign.
/// </remarks>
internal sealed class CrossingDecision : IDisposable
{
    private readonly RegionSystem _system;
    private readonly OutputForms _outputs;
    private readonly ImmutableArray<Rational> _inside;
    private readonly ILinearProgramSolver _solver;
    private readonly CancellationToken _cancellationToken;
    private ILinearProgramSession? _session;

    /// <summary>The decision for a region with a point strictly inside, on the reduced space.</summary>
    public CrossingDecision(RegionSystem system, ImmutableArray<Rational> inside, ILinearProgramSolver solver, CancellationToken cancellationToken)
    {
        (_system, _inside, _solver, _cancellationToken) = (system, inside, solver, cancellationToken);
        _outputs = new OutputForms(system.Domain, system.Forms.Output);
    }

    /// <summary>The decision.</summary>
    /// <exception cref="RegionUndecidedException">A maximum could not be proved within the budget.</exception>
    public RegionLabels Decide()
    {
        List<List<int>> groups = Groups();
        int[] representatives = [.. groups.Select(static group => group[0])];
        QueryPoint inside = new(_system.Domain.ToFullPoint(_inside));
        int leader = representatives.Aggregate((best, label) => inside.Sign(_outputs.Ahead(label, best)!) > 0 ? label : best);
        return RegionLabels.Of(groups.Where(static group => group.Count == 1).Select(static group => group[0])
            .Where(label => Wins(label, [.. representatives.Where(other => other != label)], leader, inside)));
    }

    /// <inheritdoc/>
    public void Dispose() => _session?.Dispose();

    /// <summary>Labels by equal forms on the domain.</summary>
    private List<List<int>> Groups()
    {
        List<List<int>> groups = [];
        for (int label = 0; label < _outputs.Labels; label++)
        {
            List<int>? same = groups.Find(group => _outputs.AheadReduced(label, group[0]) is null);
            if (same is null)
            {
                groups.Add([label]);
            }
            else
            {
                same.Add(label);
            }
        }

        return groups;
    }

    private bool Wins(int label, int[] rivals, int leader, QueryPoint inside)
    {
        if (_outputs.WinsAt(inside, label, rivals))
        {
            return true;
        }

        if (label != leader)
        {
            ReducedForm ahead = _outputs.AheadReduced(label, leader)!;
            _session ??= _solver.Open(_system.Polyhedron);
            LinearProgramCandidate candidate = _session.Maximize(FormBound.Mirror(ahead), _cancellationToken);
            if (WinsNear(candidate.Point, label, rivals))
            {
                return true;
            }

            if (FormBound.ProvesNowherePositive(_system, ahead, candidate.Multipliers))
            {
                return false;
            }
        }

        return WinsSomewhere(label, rivals);
    }

    /// <summary>max {t : fⱼ − f_k ≥ t·s_k for all rivals k, t ≤ 1, x in P}, with scales s_k of the size of the differences.</summary>
    private bool WinsSomewhere(int label, int[] rivals)
    {
        int d = _system.Domain.Dimension;
        List<HalfSpace> rows = [.. _system.Polyhedron.Rows.Select(static row => new HalfSpace(row.Normal.Add(BigInteger.Zero), row.Offset))];
        foreach (int rival in rivals)
        {
            ReducedForm ahead = _outputs.AheadReduced(label, rival)!;
            rows.Add(new HalfSpace([.. ahead.Normal.Select(BigInteger.Negate), BigInteger.One << FormBound.Bits(ahead)], ahead.Constant));
        }

        ImmutableArray<BigInteger> t = [.. Enumerable.Repeat(BigInteger.Zero, d), BigInteger.One];
        rows.Add(new HalfSpace(t, BigInteger.One));
        HRepresentation program = new(d + 1, rows);
        using ILinearProgramSession session = _solver.Open(program);
        LinearProgramCandidate candidate = session.Maximize([.. new double[d], 1d], _cancellationToken);
        if (candidate.Point is { } point && WinsNear(point[..d], label, rivals))
        {
            return true;
        }

        if (candidate.Multipliers is { } multipliers && multipliers.Length == rows.Count && IsBehind(label, rivals, program, multipliers))
        {
            return false;
        }

        return ExactLinearProgramming.Prove(program, t, candidate, ExactBudget.Default, _cancellationToken) switch
        {
            LinearProgramOutcome.Optimal optimal => optimal.Value.Sign > 0,
            LinearProgramOutcome.Unknown unknown => throw new RegionUndecidedException($"whether label {label} wins in a region: {unknown.Reason}"),
            var other => throw new InvalidOperationException($"a bounded feasible linear program was answered with {other.GetType().Name}"),
        };
    }

    /// <summary>Whether the multipliers of the rivals' rows combine the differences into a form that the other multipliers prove nowhere positive.</summary>
    private bool IsBehind(int label, int[] rivals, HRepresentation program, double[] multipliers)
    {
        int first = _system.Rows.Length;
        double[] weights = [.. rivals.Select((_, k) => Math.Max(0, multipliers[first + k]) * Math.ScaleB(1, -program.ScaleExponent(first + k)))];

        // The reduced forms carry the network's scale, the rows of the program do not: weigh the network's own forms.
        DyadicRow?[] forms = [.. rivals.Select(rival => _outputs.Ahead(label, rival))];
        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] = Math.ScaleB(weights[k], -_outputs.AheadReduced(label, rivals[k])!.Scale.Exponent);
        }

        double largest = weights.Max();
        if (!(largest > 0) || !double.IsFinite(largest))
        {
            return false;
        }

        ReducedForm? combined = _outputs.Reduce(DyadicRow.Combine(forms, [.. weights.Select(weight => weight / largest)]));
        if (combined is null)
        {
            return true;
        }

        // The multipliers of the rows of P go with the objective t; for the combined form, in the scale of its mirror, they are to be taken over the same factor.
        int exponent = -combined.Scale.Exponent - FormBound.Bits(combined);
        HRepresentation region = _system.Polyhedron;
        return FormBound.ProvesNowherePositive(
            _system,
            combined,
            [.. Enumerable.Range(0, first).Select(i => Math.ScaleB(multipliers[i] / largest, exponent + region.ScaleExponent(i) - program.ScaleExponent(i)))]);
    }

    /// <summary>
    /// Whether the label is ahead of all rivals at a point of P near the given one: pulled a little toward the interior point, so that rounding does not leave it outside.
    /// </summary>
    private bool WinsNear(double[]? point, int label, int[] rivals)
    {
        if (point is null || point.Length != _system.Domain.Dimension || !Array.TrueForAll(point, double.IsFinite))
        {
            return false;
        }

        double[] center = [.. _inside.Select(static c => c.ToDoubleApproximate())];
        for (int pull = -30; pull <= -4; pull += 13)
        {
            double step = Math.ScaleB(1, pull);
            ImmutableArray<Rational> pulled = [.. point.Zip(center, (x, c) => Rational.FromDouble(x + (step * (c - x))))];
            QueryPoint candidate = new(_system.Domain.ToFullPoint(pulled));
            if (_outputs.WinsAt(candidate, label, rivals) && Contains(candidate))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the closed region holds the point, exactly.</summary>
    private bool Contains(QueryPoint point)
    {
        if (_system.Domain.Box is { } box && !box.Contains(point.Coordinates.AsSpan()))
        {
            return false;
        }

        for (int l = 0; l < _system.Pattern.LayerCount; l++)
        {
            LayerForms forms = _system.Forms.HiddenLayers[l];
            for (int i = 0; i < forms.Count; i++)
            {
                int side = _system.Pattern[l, i] == ActivationPhase.Active ? 1 : -1;
                if (forms[i] is { } form && point.Sign(form) * side < 0)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
