using System.Globalization;
using PiecewiseLinear.Certificates;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Verification;

namespace PiecewiseLinear.Benchmarks;

/// <summary>What the benchmark <c>verify</c> measured of one instance; times in seconds, elapsed and of the processor (all threads).</summary>
internal sealed record MeasuredInstance(
    VerificationInstance Instance, string Verdict, string? Reason, double? Margin, long Boxes, long Leaves, Cost Solve, Cost Write, long Bytes, Cost Check, string? Rejected)
{
    public static string Header { get; } = $"{"instance",-52} {"verdict",-8} {"expected",-8} {"boxes",9} {"leaves",9} {"s",8} {"cpu s",8} {"write s",8} {"bytes",11} {"check s",8} {"cpu s",8} {"margin",9}";

    public bool IsDecided => Verdict != "unknown";

    public bool IsWrong => IsDecided && Instance.Expected is { } expected && Verdict != expected;

    /// <summary>Solving with the proof recorded, and writing it.</summary>
    public Cost Whole => Solve + Write;

    /// <summary>Measures an instance. On a machine that others use, a limit of processor time says more than the options' limit of elapsed time.</summary>
    public static MeasuredInstance Of(VerificationInstance instance, VerificationOptions options, double processorLimit)
    {
        (LoadedNetwork loaded, VerificationProperty property) = instance.Load();
        VerificationOutcome? outcome = null;
        Cost begun = Cost.Now();
        using CancellationTokenSource spent = new();
        using Timer watch = new(
            _ =>
            {
                if (Cost.Since(begun).Processor > processorLimit)
                {
                    spent.Cancel();
                }
            },
            state: null,
            dueTime: 200,
            period: 200);
        Cost solve = Cost.Of(() => outcome = VerificationEngine.Verify(loaded.Network, property, options, progress: null, spent.Token));
        string verdict = outcome!.Verdict switch { Verification.Verdict.Holds => "unsat", Verification.Verdict.Violated => "sat", _ => "unknown" };
        MeasuredInstance measured = new(instance, verdict, outcome.Reason, outcome.MarginLower, outcome.Boxes, outcome.Leaves, solve, default, 0, default, null);
        return options.RecordProof && measured.IsDecided ? measured.Certify(loaded, property, outcome) : measured;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Instance.Name,-52} {Verdict,-8} {Instance.Expected ?? "-",-8} {Boxes,9} {Leaves,9} {Solve.Elapsed,8:F3} {Solve.Processor,8:F3} {Write.Elapsed,8:F3} {Bytes,11} {Check.Elapsed,8:F3} {Check.Processor,8:F3} {Margin,9:F4} {Reason}{Rejected}");

    private MeasuredInstance Certify(LoadedNetwork loaded, VerificationProperty property, VerificationOutcome outcome)
    {
        string path = Path.Combine(Path.GetTempPath(), $"plin-bench-{Environment.ProcessId}.certificate");
        try
        {
            Cost write = Cost.Of(() =>
            {
                using FileStream stream = File.Create(path);
                PropertyCertificate.Write(outcome, property, loaded.Sha256, vnnLibSha256: null, stream);
            });
            CheckResult? result = null;
            Cost check = Cost.Of(() =>
            {
                using FileStream stream = File.OpenRead(path);
                result = CertificateChecker.Check(loaded.Network, loaded.Sha256, stream, CancellationToken.None);
            });
            return this with { Write = write, Bytes = new FileInfo(path).Length, Check = check, Rejected = result is CheckResult.Valid ? null : "REJECTED: " + result };
        }
        finally
        {
            File.Delete(path);
        }
    }
}
