using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Solvers.Z3;
using PiecewiseLinear.TestKit.Clocks;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Verification.Tests.BoundaryQueries;

/// <summary>The user's own conditions: what is taken, what is refused and where, and what they mean.</summary>
public sealed class ConstraintTests
{
    private static readonly Z3Solver s_solver = new();

    /// <summary>f(x) = |x₀| + x₁ − 1 as one output.</summary>
    private static readonly ReluNetwork s_network = ReluNetwork.FromLayers(
    [
        new AffineLayer(new DenseOperator(3, 2, [1, 0, -1, 0, 0, 1]), [0, 0, 10]),
        new AffineLayer(new DenseOperator(1, 3, [1, 1, 1]), [-11]),
    ]);

    private static BoundaryQuery Query(string constraints)
        => new()
        {
            Network = s_network,
            Point = [0, 0],
            Box = Box.Cube(2, -4, 4),
            Solver = s_solver,
            Minimize = BoundaryObjective.LInf,
            Constraints = ConstraintScript.Parse(constraints, "c.smt2", 2, 1),
            Options = new BoundaryOptions { Clock = new JumpingClock() },
        };

    [Theory]
    [InlineData("(assert (<= X_1 (- 1)))", "2")]
    [InlineData("(declare-const t Real)(assert (= t (+ X_0 X_1)))(assert (and (<= t 0.0) (> X_0 0)))", null)]
    [InlineData("(declare-const n Int)(assert (= X_0 (+ 1.5 (to_real n))))", "1/2")]
    [InlineData("(define-fun size ((a Real)) Real (ite (>= a 0) a (- a))) (assert (>= (size (- X_0 X_1)) 3))", "2")]
    [InlineData("(declare-fun b () Bool)(assert (xor b (>= X_0 1)))(assert (=> (not b) (= X_1 0)))(assert (let ((z (* 2.0 X_0))) (distinct z 1.0)))(assert (not b))", "1")]
    [InlineData("(assert (! (or (= X_0 (/ 5 2)) (= X_0 (- 3))) :named mine))", "5/2")]
    [InlineData("(assert (and (>= Y_0 0) (> X_1 7/2)))", "refused")]
    public void Conditions_are_met_exactly(string constraints, string? least)
    {
        if (least == "refused")
        {
            Assert.Throws<ConstraintException>(() => BoundaryEngine.Find(Query(constraints), progress: null, CancellationToken.None));
            return;
        }

        BoundaryAnswer answer = BoundaryEngine.Find(Query(constraints), progress: null, CancellationToken.None);
        if (least is null)
        {
            Assert.Equal(BoundaryStatus.None, answer.Status);
            return;
        }

        Assert.Equal((BoundaryStatus.Found, BoundaryEvidence.Certified), (answer.Status, answer.Evidence));
        Assert.Equal((Rational.Parse(least), true), (answer.Minimum!.Upper!.Value, answer.Minimum.IsExact));
        Assert.True(answer.Point!.ConditionsEvaluated);
    }

    [Theory]
    [InlineData("(assert (<= X_2 1))", 1, "X_2")]
    [InlineData("(assert true)\n(check-sat)", 2, "check-sat")]
    [InlineData("(assert true)\n  (exit)", 2, "exit")]
    [InlineData("(set-option :timeout 1)", 1, "set-option")]
    [InlineData("(declare-fun f (Real) Real)", 1, "function with arguments")]
    [InlineData("(declare-const v (Array Int Int))", 1, "sort")]
    [InlineData("(declare-const X_0 Int)", 1, "Real")]
    [InlineData("(declare-const t Real)\n(declare-const t Real)", 2, "twice")]
    [InlineData("(assert (<= X_0 1)", 1, "never closed")]
    [InlineData("(assert true))", 1, "closes nothing")]
    [InlineData("(declare-const plin!h0 Real)", 1, "plin!")]
    [InlineData("(assert plin!a3)", 1, "plin!")]
    [InlineData("(assert)", 1, "FORMULA")]
    [InlineData("(define-fun-rec f ((x Int)) Int (f x))", 1, "define-fun-rec")]
    [InlineData("(push 1)", 1, "push")]
    [InlineData("assert", 1, "no command")]
    public void What_is_refused_is_refused_with_its_place(string constraints, int line, string problem)
    {
        ConstraintException refusal = Assert.Throws<ConstraintException>(() => ConstraintScript.Parse(constraints, "c.smt2", 2, 1));
        Assert.Equal(line, refusal.Line);
        Assert.Contains("c.smt2, line", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(assert true)\n\n  (assert (and X_0 true))", 3, "")]
    [InlineData("(set-logic QF_LRA)\n(assert (<= X_0 zebra))", 2, "zebra")]
    [InlineData("(assert\n (<= X_0\n (f 1)))", 3, "f")]
    [InlineData("(define-fun g ((a Bool)) Real (ite a 1.0 0.0))\n(assert (g X_0))", 2, "g")]
    public void What_the_solver_refuses_is_refused_in_the_users_lines(string constraints, int line, string problem)
    {
        ConstraintException refusal = Assert.Throws<ConstraintException>(() => BoundaryEngine.Find(Query(constraints), progress: null, CancellationToken.None));
        Assert.Equal(line, refusal.Line);
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_texts_end()
    {
        string deep = string.Concat(Enumerable.Repeat("(not ", 100_000)) + "true" + new string(')', 100_000);
        Assert.Contains("nested", Assert.Throws<ConstraintException>(() => ConstraintScript.Parse($"(assert {deep})", "c.smt2", 2, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("characters", Assert.Throws<ConstraintException>(() => ConstraintScript.Parse(new string(' ', 1 << 21), "c.smt2", 2, 1)).Message, StringComparison.Ordinal);

        // A sum that doubles forty times: the solver shares its parts, the evaluator here gives up and leaves the point to the solver's word.
        string doubling = "(define-fun f0 ((a Real)) Real (+ a a))"
            + string.Concat(Enumerable.Range(1, 24).Select(static i => $"(define-fun f{i} ((a Real)) Real (+ (f{i - 1} a) (f{i - 1} a)))"))
            + "(assert (>= (f24 X_1) 1.0))";
        BoundaryAnswer answer = BoundaryEngine.Find(Query(doubling) with { Minimize = BoundaryObjective.None }, progress: null, CancellationToken.None);
        Assert.Equal((BoundaryStatus.Found, BoundaryEvidence.SolverClaim), (answer.Status, answer.Evidence));
        Assert.False(answer.Point!.ConditionsEvaluated);
    }

    [Fact]
    public void Quantifiers_are_left_to_the_solver_and_the_answer_says_so()
    {
        BoundaryAnswer answer = BoundaryEngine.Find(
            Query("(assert (forall ((t Real)) (=> (and (<= 0.0 t) (<= t X_1)) (<= t 0.75))))(assert (>= X_1 0.5))") with { Minimize = BoundaryObjective.None }, progress: null, CancellationToken.None);
        Assert.NotEqual(BoundaryEvidence.Certified, answer.Evidence);
        if (answer.Status == BoundaryStatus.Found)
        {
            Assert.False(answer.Point!.ConditionsEvaluated);
            Assert.True(answer.Point.Input[1] <= new Rational(3, 4));
        }
    }

    [Fact]
    public void Formulas_mean_here_what_they_mean_to_the_solver()
    {
        Random random = new(7);
        int[] seen = new int[2];
        for (int i = 0; i < 150; i++)
        {
            string text = $"(declare-const n Int)(declare-const b Bool)(define-fun twice ((a Real)) Real (* 2 a))(assert {Formula(random, 4)})";
            ConstraintScript script = ConstraintScript.Parse(text, "c.smt2", 2, 1);
            Rational x = new(random.Next(-6, 7), random.Next(1, 4)), y = random.Next(-3, 4);
            int n = random.Next(-7, 8);
            bool b = random.Next(2) == 0;
            bool? here = script.Evaluate(new Dictionary<string, FormulaValue>(StringComparer.Ordinal)
            {
                ["X_0"] = FormulaValue.Of(x),
                ["Y_0"] = FormulaValue.Of(y),
                ["n"] = FormulaValue.Of((Rational)n),
                ["b"] = FormulaValue.Of(b),
            });
            using ISatisfiabilitySession session = s_solver.Open(new SatisfiabilityLimits());
            session.Assert(script.ToScript());
            session.Assert($"(declare-fun X_0 () Real)(declare-fun Y_0 () Real)(declare-fun n () Int)(declare-fun b () Bool)(assert (and (= X_0 {SmtText.Number(x)}) (= Y_0 {SmtText.Number(y)}) (= n {(n < 0 ? $"(- {-n})" : n)}) (= b {(b ? "true" : "false")})))");
            bool there = session.Check([], CancellationToken.None) is SatisfiabilityOutcome.Satisfied;
            Assert.True(here == there, $"{text} at X_0 = {x}, Y_0 = {y}, n = {n}, b = {b}: {here} here, {there} there");
            seen[there ? 1 : 0]++;
        }

        Assert.True(seen.Min() > 20, string.Join(", ", seen));
    }

    private static string Formula(Random random, int depth)
        => depth == 0 ? (random.Next(3) switch { 0 => "b", 1 => "true", _ => "(is_int X_0)" }) : random.Next(9) switch
        {
            0 => $"(and {Formula(random, depth - 1)} {Formula(random, depth - 1)})",
            1 => $"(or {Formula(random, depth - 1)} {Formula(random, depth - 1)} {Formula(random, 0)})",
            2 => $"(not {Formula(random, depth - 1)})",
            3 => $"(=> {Formula(random, depth - 1)} {Formula(random, depth - 1)} {Formula(random, 0)})",
            4 => $"(xor {Formula(random, depth - 1)} {Formula(random, depth - 1)})",
            5 => $"({(random.Next(2) == 0 ? "=" : "distinct")} {Term(random, depth - 1)} {Term(random, depth - 1)} {Term(random, 0)})",
            6 => $"(ite {Formula(random, depth - 1)} {Formula(random, depth - 1)} {Formula(random, depth - 1)})",
            7 => $"(let ((p {Term(random, depth - 1)}) (q {Formula(random, depth - 1)})) (and q (< p {Term(random, 0)})))",
            _ => $"({"< <= > >=".Split(' ')[random.Next(4)]} {Term(random, depth - 1)} {Term(random, depth - 1)})",
        };

    private static string Term(Random random, int depth)
        => depth == 0 ? (random.Next(4) switch { 0 => "X_0", 1 => "Y_0", 2 => "1.25", _ => "(to_real n)" }) : random.Next(9) switch
        {
            0 => $"(+ {Term(random, depth - 1)} {Term(random, depth - 1)} {Term(random, 0)})",
            1 => $"(- {Term(random, depth - 1)})",
            2 => $"(- {Term(random, depth - 1)} {Term(random, depth - 1)})",
            3 => $"(* (- 3.0) {Term(random, depth - 1)})",
            4 => $"(/ {Term(random, depth - 1)} 4.0)",
            5 => $"(twice {Term(random, depth - 1)})",
            6 => $"(ite {Formula(random, depth - 1)} {Term(random, depth - 1)} {Term(random, depth - 1)})",
            7 => $"(to_real (to_int {Term(random, depth - 1)}))",
            _ => $"(to_real ({(random.Next(2) == 0 ? "mod" : "div")} (to_int {Term(random, depth - 1)}) {(random.Next(2) == 0 ? "3" : "(- 2)")}))",
        };
}
