using System.Diagnostics;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.Solvers.OrTools;

namespace PiecewiseLinear.Solvers.Tests.OrTools;

/// <summary>The life of the host process, and that none of its deaths reaches the caller as an exception.</summary>
public sealed class NodeHostTests
{
    /// <summary>How long anything is waited for before it counts as hanging.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private const string Silent = "write([]); process.stdin.resume();";

    private const string DiesOnRequest = "write([]); process.stdin.once('data', () => { console.error('out of luck'); process.exit(7); });";

    /// <summary>Dies at the first request of its life if the file 'died' is not there yet, else answers "infeasible" (field 1 = 2).</summary>
    private const string DiesOnce = """
        write([]);
        process.stdin.on('data', () => {
          if (!fs.existsSync('died')) { fs.writeFileSync('died', ''); process.exit(1); }
          write([8, 2]);
        });
        """;

    [Fact]
    public void A_killed_host_is_started_again()
    {
        var host = new NodeHost(Patient.Options);
        using var solver = new OrToolsSolver(Patient.Options, host);
        using ILinearProgramSession session = solver.Open(Programs.Textbook());
        Assert.Null(host.ProcessId);
        CandidateAssert.Optimal(Programs.Textbook(), Programs.OneOne, session.Maximize(Programs.OneOne, default));
        int first = host.ProcessId!.Value;
        using (Process process = Process.GetProcessById(first))
        {
            process.Kill();
            process.WaitForExit();
        }

        CandidateAssert.Optimal(Programs.Textbook(), Programs.OneOne, session.Maximize(Programs.OneOne, default));
        Assert.NotEqual(first, host.ProcessId!.Value);
        CandidateAssert.Optimal(Programs.Textbook(), Programs.OneOne, session.Maximize(Programs.OneOne, default));
    }

    [Fact]
    public void A_host_killed_while_it_answers_is_started_again()
    {
        var host = new NodeHost(Patient.Options);
        using var solver = new OrToolsSolver(Patient.Options, host);
        HRepresentation rows = Programs.Random(new Random(5), 60, 500, feasible: true);
        using ILinearProgramSession session = solver.Open(rows);
        double[] objective = Programs.Objective(new Random(6), 60);
        Assert.Equal(CandidateStatus.Optimal, session.Maximize(objective, default).Status);
        for (int killing = 0; killing < 2; killing++)
        {
            int pid = host.ProcessId!.Value;
            var killer = new Thread(() =>
            {
                using Process process = Process.GetProcessById(pid);
                process.Kill();
            });
            killer.Start();
            while (host.ProcessId == pid)
            {
                LinearProgramCandidate candidate = session.Maximize(objective, default);
                Assert.True(candidate.Status == CandidateStatus.Optimal, candidate.Message);
            }

            killer.Join();
        }
    }

    [Fact]
    public void One_death_is_forgiven_within_a_request()
    {
        using var fake = new FakeHost(DiesOnce);
        using var solver = new OrToolsSolver(Patient.Options with { HostDirectory = fake.Path });
        using ILinearProgramSession session = solver.Open(Programs.Textbook());
        Assert.Equal(CandidateStatus.Infeasible, session.Maximize(Programs.OneOne, default).Status);
    }

    [Fact]
    public void A_host_that_always_dies_fails_with_its_last_words()
    {
        using var fake = new FakeHost(DiesOnRequest);
        using var solver = new OrToolsSolver(Patient.Options with { HostDirectory = fake.Path });
        using ILinearProgramSession session = solver.Open(Programs.Textbook());
        LinearProgramCandidate candidate = session.Maximize(Programs.OneOne, default);
        Assert.Equal(CandidateStatus.Failed, candidate.Status);
        Assert.Contains("exit status 7", candidate.Message, StringComparison.Ordinal);
        Assert.Contains("out of luck", candidate.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_silent_host_runs_into_the_timeout_and_is_killed()
    {
        using var fake = new FakeHost(Silent);
        var options = new OrToolsOptions { HostDirectory = fake.Path, Timeout = TimeSpan.FromMilliseconds(400) };
        var host = new NodeHost(options);
        using var solver = new OrToolsSolver(options, host);
        using ILinearProgramSession session = solver.Open(Programs.Textbook());
        LinearProgramCandidate candidate = session.Maximize(Programs.OneOne, default);
        Assert.Equal(CandidateStatus.Failed, candidate.Status);
        Assert.Contains("did not answer within 0.4 s", candidate.Message, StringComparison.Ordinal);
        Assert.Null(host.ProcessId);
    }

    [Fact]
    public void A_cancelled_request_ends_the_wait()
    {
        using var fake = new FakeHost(Silent);
        using var solver = new OrToolsSolver(new OrToolsOptions { HostDirectory = fake.Path, Timeout = TimeSpan.FromMinutes(10) });
        using ILinearProgramSession session = solver.Open(Programs.Textbook());
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        LinearProgramCandidate candidate = session.Maximize(Programs.OneOne, cancellation.Token);
        Assert.Equal(CandidateStatus.Failed, candidate.Status);
        Assert.Equal("cancelled", candidate.Message);
    }

    [Fact]
    public void Disposing_the_solver_ends_a_request_under_way_and_the_process()
    {
        using var fake = new FakeHost(Silent);
        var options = new OrToolsOptions { HostDirectory = fake.Path, Timeout = TimeSpan.FromMinutes(10) };
        var host = new NodeHost(options);
        var solver = new OrToolsSolver(options, host);
        using ILinearProgramSession session = solver.Open(Programs.Textbook());
        LinearProgramCandidate? candidate = null;
        var thread = new Thread(() => candidate = session.Maximize(Programs.OneOne, default));
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => host.ProcessId is not null, s_patience));
        int pid = host.ProcessId!.Value;
        solver.Dispose();
        solver.Dispose();
        Assert.True(thread.Join(s_patience));
        Assert.Equal(CandidateStatus.Failed, candidate!.Status);
        Assert.Equal(CandidateStatus.Failed, session.Maximize(Programs.OneOne, default).Status);
        Assert.True(SpinWait.SpinUntil(() => !File.Exists($"/proc/{pid}/cmdline") || File.ReadAllText($"/proc/{pid}/cmdline").Length == 0, s_patience));
    }

    [Fact]
    public void A_missing_folder_a_missing_package_and_a_missing_program_are_named()
    {
        using var empty = new FakeHost(Silent);
        Directory.Delete(Path.Combine(empty.Path, "node_modules"), recursive: true);
        Assert.Contains("/no/such/place (no host.mjs)", MessageOf(Patient.Options with { HostDirectory = "/no/such/place" }), StringComparison.Ordinal);
        Assert.Contains("npm ci", MessageOf(Patient.Options with { HostDirectory = empty.Path }), StringComparison.Ordinal);
        string message = MessageOf(Patient.Options with { NodePath = "/no/such/node" });
        Assert.Contains("/no/such/node", message, StringComparison.Ordinal);
        Assert.Contains("Node.js 20", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rubbish_instead_of_a_response_fails()
    {
        using var rubbish = new FakeHost("write([]); process.stdin.on('data', () => write([255, 255, 255, 255, 255]));");
        Assert.NotEmpty(MessageOf(Patient.Options with { HostDirectory = rubbish.Path }));
        using var huge = new FakeHost("write([]); process.stdin.on('data', () => fs.writeSync(1, Buffer.from([255, 255, 255, 255])));");
        Assert.Contains("frame", MessageOf(Patient.Options with { HostDirectory = huge.Path }), StringComparison.Ordinal);
        using var wrong = new FakeHost("write([]); process.stdin.on('data', () => write([8, 0]));");
        Assert.Contains("0 variable values, expected 2", MessageOf(Patient.Options with { HostDirectory = wrong.Path }), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new OrToolsSolver(new OrToolsOptions { Timeout = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OrToolsSolver(new OrToolsOptions { NodePath = " " }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OrToolsSolver(new OrToolsOptions { Algorithm = (OrToolsAlgorithm)9 }));
    }

    [Fact]
    public void Hundred_sessions_on_several_threads_share_one_host()
    {
        var host = new NodeHost(Patient.Options);
        using var solver = new OrToolsSolver(Patient.Options, host);
        var pids = new HashSet<int>();
        Parallel.For(0, 100, i =>
        {
            using ILinearProgramSession session = solver.Open(Programs.Textbook());
            double[] objective = [1 + (i % 3), 1];
            CandidateAssert.Optimal(Programs.Textbook(), objective, session.Maximize(objective, default));
            lock (pids)
            {
                pids.Add(host.ProcessId!.Value);
            }
        });
        Assert.Single(pids);
    }

    private static string MessageOf(OrToolsOptions options)
    {
        using var solver = new OrToolsSolver(options);
        using ILinearProgramSession session = solver.Open(Programs.Textbook());
        LinearProgramCandidate candidate = session.Maximize(Programs.OneOne, default);
        Assert.Equal(CandidateStatus.Failed, candidate.Status);
        return candidate.Message!;
    }
}
