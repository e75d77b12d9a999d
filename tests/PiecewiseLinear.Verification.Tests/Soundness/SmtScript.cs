using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit.Oracles;

namespace PiecewiseLinear.Verification.Tests.Soundness;

/// <summary>
/// A question about inputs X_j and outputs Y_k of a chain of dense layers as SMT-LIB 2 text for Z3, written from the definitions; it shares nothing with the encodings of the product. Every part states something more.
/// </summary>
internal sealed class SmtScript
{
    // A limit of this one check; Z3 takes the option :timeout for every context of the process.
    private const string WithSquares = "(check-sat-using (try-for default 500))";
    private readonly StringBuilder _text = new();
    private readonly ImmutableArray<Rational> _point;

    public SmtScript(ReluNetwork network, ImmutableArray<Rational> point)
    {
        _point = point;
        string[] values = [.. Enumerable.Range(0, network.InputDimension).Select(j => Declared("X_", j))];
        int layer = 0;
        foreach (AffineNode node in network.Nodes.OfType<AffineNode>())
        {
            DenseOperator matrix = (DenseOperator)node.Terms[0].Operator;
            bool isLast = layer == network.HiddenLayers.Length;
            string[] next = new string[matrix.Rows];
            for (int i = 0; i < matrix.Rows; i++)
            {
                string z = Declared(isLast ? "Y_" : $"z{layer}_", i);
                Assert($"(= {z} (+ {Number(Rational.FromDouble(node.Bias[i]))} {string.Join(' ', values.Select((x, c) => $"(* {Number(Rational.FromDouble(matrix.Weights[(i * matrix.Columns) + c]))} {x})"))}))");
                next[i] = z;
                if (!isLast)
                {
                    next[i] = Declared($"h{layer}_", i);
                    Assert($"(= {next[i]} (ite (>= {z} 0.0) {z} 0.0))");
                }
            }

            (values, layer) = (next, layer + 1);
        }
    }

    /// <summary>A number.</summary>
    public static string Number(Rational value) => value.Sign < 0 ? $"(- {Number(-value)})" : value.IsInteger ? $"{value}.0" : $"(/ {value.Numerator}.0 {value.Denominator}.0)";

    /// <summary>The inputs lie in a box.</summary>
    public SmtScript Within(Box? box)
    {
        for (int j = 0; j < box?.Dimension; j++)
        {
            Assert($"(and (>= X_{j} {Number(box.Lower[j])}) (<= X_{j} {Number(box.Upper[j])}))");
        }

        return this;
    }

    /// <summary>Another label that counts compares with the given one, and with all others where they count.</summary>
    public SmtScript Goal(string withLabel, string? withOthers, int outputs, int label, int? target)
    {
        int[] others = [.. Enumerable.Range(0, outputs).Where(j => j != label)];
        Assert(outputs == 1
            ? label == 1 ? $"({withLabel} 0.0 Y_0)" : $"({withLabel} Y_0 0.0)"
            : $"(or false {string.Join(' ', others.Where(j => target is null || j == target).Select(j =>
                $"(and ({withLabel} Y_{j} Y_{label}) {string.Join(' ', others.Where(k => k != j && withOthers is not null).Select(k => $"({withOthers} Y_{j} Y_{k})"))})"))})");
        return this;
    }

    /// <summary>The distance to the point (for l2 its square) compares with a number.</summary>
    public SmtScript Distance(VectorNorm norm, string relation, Rational power)
    {
        HasSquares |= norm == VectorNorm.L2;
        string[] moves = [.. _point.Select(static (p, j) => $"(- X_{j} {Number(p)})")], sizes = [.. moves.Select(static move => $"(ite (>= {move} 0.0) {move} (- {move}))")];
        Assert(norm switch
        {
            VectorNorm.L1 => $"({relation} (+ 0.0 {string.Join(' ', sizes)}) {Number(power)})",
            VectorNorm.LInf => $"(and true {string.Join(' ', sizes.Select(size => $"({relation} {size} {Number(power)})"))})",
            _ => $"({relation} (+ 0.0 {string.Join(' ', moves.Select(static move => $"(* {move} {move})"))}) {Number(power)})",
        });
        return this;
    }

    /// <summary>At most so many inputs differ from the point.</summary>
    public SmtScript Changes(int most)
        => State($"(<= (+ 0 {string.Join(' ', _point.Select(static (p, j) => $"(ite (= X_{j} {Number(p)}) 0 1)"))}) {(most < 0 ? $"(- {-most})" : most)})");

    /// <summary>Anything else.</summary>
    public SmtScript State(string formula)
    {
        Assert(formula);
        return this;
    }

    /// <summary>More text, with assertions of its own.</summary>
    public SmtScript Add(string text)
    {
        _text.Append(text).Append('\n');
        return this;
    }

    /// <summary>Whether squares are in it; Z3 leaves more of these questions open.</summary>
    public bool HasSquares { get; private set; }

    /// <summary>What Z3 says: sat, unsat, or with squares unknown after some time.</summary>
    public string Ask() => OtherPrograms.EvaluateSmtLib($"{_text}{(HasSquares ? WithSquares : "(check-sat)")}\n");

    private string Declared(string kind, int index)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{kind}{index}");
        _text.Append("(declare-fun ").Append(name).Append(" () Real)\n");
        return name;
    }

    private void Assert(string formula) => _text.Append("(assert ").Append(formula).Append(")\n");
}
