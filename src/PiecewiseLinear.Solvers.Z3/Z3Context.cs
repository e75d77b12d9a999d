using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Verification.BoundaryQueries;

namespace PiecewiseLinear.Solvers.Z3;

/// <summary>One context of Z3 with one solver, used by one thread at a time.</summary>
internal sealed partial class Z3Context : IDisposable
{
    private const uint OlderArithmetic = 2;
    private static readonly NumberLimits s_limits = NumberLimits.Default;
    private readonly nint _context;
    private readonly nint _solver;

    public Z3Context(SatisfiabilityLimits limits)
    {
        nint config = Z3Native.MakeConfig();
        _context = Z3Native.MakeContext(config);
        Z3Native.DeleteConfig(config);
        Z3Native.SetErrorHandler(_context, 0);
        _solver = Z3Native.MakeSolver(_context);
        Z3Native.KeepSolver(_context, _solver);
        nint parameters = Z3Native.MakeParameters(_context);
        Z3Native.KeepParameters(_context, parameters);
        Set(parameters, "arith.solver", OlderArithmetic);
        Set(parameters, "max_memory", (uint)Math.Max(1, limits.MemoryMegabytes));
        Z3Native.SetParameters(_context, _solver, parameters);
        Expect("sets its parameters");
    }

    public void Assert(string script)
    {
        nint formulas = Z3Native.Parse(_context, script, 0, 0, 0, 0, 0, 0);
        if (Z3Native.ErrorCode(_context) is not 0 and int code)
        {
            throw Rejection(Text(Z3Native.ErrorMessage(_context, code)));
        }

        Z3Native.KeepVector(_context, formulas);
        uint count = Z3Native.VectorSize(_context, formulas);
        for (uint i = 0; i < count; i++)
        {
            Z3Native.Assert(_context, _solver, Z3Native.VectorItem(_context, formulas, i));
        }

        Z3Native.ReleaseVector(_context, formulas);
        Expect("takes assertions");
    }

    public void Push() => Z3Native.Push(_context, _solver);

    public void Pop() => Z3Native.Pop(_context, _solver, 1);

    public void Interrupt() => Z3Native.Interrupt(_context);

    public SatisfiabilityOutcome Check(ImmutableArray<WantedConstant> wanted)
    {
        int result = Z3Native.Check(_context, _solver);
        if (Z3Native.ErrorCode(_context) is not 0 and int code)
        {
            return new SatisfiabilityOutcome.Unknown("Z3: " + Text(Z3Native.ErrorMessage(_context, code)));
        }

        return result switch
        {
            Z3Native.False => new SatisfiabilityOutcome.Unsatisfied(),
            Z3Native.True => ReadModel(wanted),
            _ => new SatisfiabilityOutcome.Unknown("Z3: " + Text(Z3Native.ReasonUnknown(_context, _solver))),
        };
    }

    public void Dispose() => Z3Native.DeleteContext(_context);

    private SatisfiabilityOutcome ReadModel(ImmutableArray<WantedConstant> wanted)
    {
        nint model = Z3Native.GetModel(_context, _solver);
        Z3Native.KeepModel(_context, model);
        try
        {
            ImmutableArray<Rational>.Builder values = ImmutableArray.CreateBuilder<Rational>(wanted.Length);
            foreach (WantedConstant constant in wanted)
            {
                if (!Z3Native.Evaluate(_context, model, Constant(constant), complete: true, out nint value))
                {
                    return new SatisfiabilityOutcome.Unknown($"Z3's model has no value of {constant.Name}");
                }

                if (constant.Sort == SmtSort.Bool)
                {
                    values.Add(Z3Native.BoolValue(_context, value) == Z3Native.True ? Rational.One : Rational.Zero);
                    continue;
                }

                // Anything but a numeral (a root of a polynomial) is refused: there is no rational to hand out.
                if (!Z3Native.IsNumeral(_context, value))
                {
                    return new SatisfiabilityOutcome.Unknown($"Z3's value of {constant.Name} is not rational: {Text(Z3Native.TermString(_context, value))}");
                }

                string number = Text(Z3Native.NumeralString(_context, value));
                if (!Rational.TryParse(number, s_limits, out Rational rational, out string? error))
                {
                    return new SatisfiabilityOutcome.Unknown($"Z3's value of {constant.Name} cannot be read: {error}");
                }

                values.Add(rational);
            }

            return new SatisfiabilityOutcome.Satisfied(values.MoveToImmutable());
        }
        finally
        {
            Z3Native.ReleaseModel(_context, model);
        }
    }

    private nint Constant(WantedConstant constant)
        => Z3Native.MakeConstant(_context, Z3Native.MakeSymbol(_context, constant.Name), constant.Sort switch
        {
            SmtSort.Bool => Z3Native.MakeBoolSort(_context),
            SmtSort.Int => Z3Native.MakeIntSort(_context),
            _ => Z3Native.MakeRealSort(_context),
        });

    private void Set(nint parameters, string name, uint value) => Z3Native.SetParameter(_context, parameters, Z3Native.MakeSymbol(_context, name), value);

    private void Expect(string what)
    {
        if (Z3Native.ErrorCode(_context) is not 0 and int code)
        {
            throw new InvalidOperationException($"Z3 {what}: {Text(Z3Native.ErrorMessage(_context, code))}");
        }
    }

    private static string Text(nint text) => Marshal.PtrToStringUTF8(text)?.Trim() ?? string.Empty;

    /// <summary>Z3 writes one parenthesis a mistake: (error "line 3 column 12: unknown constant Z"), lines from 1 and columns from 0. The first one counts.</summary>
    private static SmtLibRejectedException Rejection(string message)
    {
        Match match = Mistake().Match(message);
        return match.Success
            ? new SmtLibRejectedException(match.Groups["words"].Value, Number(match.Groups["line"].Value), Number(match.Groups["column"].Value) + 1)
            : new SmtLibRejectedException(message);
    }

    private static int Number(string digits) => int.TryParse(digits, out int value) ? value : 0;

    [GeneratedRegex("""line (?<line>\d+) column (?<column>\d+): (?<words>[^\n]*?)"?\)?\s*(\n|$)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mistake();
}
