using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Benchmarks;

/// <summary>The sequence of programs, solved by DENSE: a session a region, opened before.</summary>
internal sealed class DenseSequence((HRepresentation Rows, double[] Point)[] sets)
{
    private readonly DenseSession[] _sessions = [.. sets.Select(static set => Open(set.Rows, set.Point))];
    private readonly int _programs = sets.Sum(static set => set.Rows.Count);
    private long _steps;

    /// <summary>The optima of the last run.</summary>
    public double[] Values { get; } = new double[sets.Sum(static set => set.Rows.Count)];

    /// <summary>Steps a program of the last run.</summary>
    public double Steps => (double)_steps / _programs;

    public double Run() => LinearProgramBenchmark.Time(_programs, Solve);

    private static DenseSession Open(HRepresentation rows, double[] point)
    {
        DenseSession session = new(rows);
        session.StartAt(point);
        return session;
    }

    private void Solve()
    {
        int next = 0;
        _steps = 0;
        Span<double> objective = stackalloc double[sets[0].Rows.Dimension], point = stackalloc double[sets[0].Rows.Dimension];
        for (int s = 0; s < sets.Length; s++)
        {
            HRepresentation rows = sets[s].Rows;
            DenseSession session = _sessions[s];
            for (int i = 0; i < rows.Count; i++)
            {
                for (int j = 0; j < objective.Length; j++)
                {
                    objective[j] = rows.Columns[(j * rows.Stride) + i];
                }

                session.SetActive(i, active: false);
                CandidateStatus status = session.Solve(objective, CancellationToken.None);
                session.SetActive(i, active: true);
                session.CopyPoint(point);
                double value = 0;
                for (int j = 0; j < objective.Length; j++)
                {
                    value += objective[j] * point[j];
                }

                Values[next++] = status switch
                {
                    CandidateStatus.Optimal => value,
                    CandidateStatus.Unbounded => double.PositiveInfinity,
                    _ => double.NaN,
                };
                _steps += session.Steps;
            }
        }
    }
}

/// <summary>The sequence of programs, solved by CLP: a model a region, loaded before.</summary>
internal sealed class ClpSequence((HRepresentation Rows, double[] Point)[] sets, ClpMethod method) : IDisposable
{
    private readonly ClpReference[] _models = [.. sets.Select(set => new ClpReference(set.Rows, method))];
    private readonly double[][] _objectives = [.. sets.Select(static set => new double[set.Rows.Dimension])];
    private readonly int _programs = sets.Sum(static set => set.Rows.Count);

    public ClpMethod Method => method;

    public double Fastest { get; private set; } = double.PositiveInfinity;

    /// <summary>The optima of the last run.</summary>
    public double[] Values { get; } = new double[sets.Sum(static set => set.Rows.Count)];

    public double Run()
    {
        double time = LinearProgramBenchmark.Time(_programs, Solve);
        Fastest = Math.Min(Fastest, time);
        return time;
    }

    public void Dispose()
    {
        foreach (ClpReference model in _models)
        {
            model.Dispose();
        }
    }

    private void Solve()
    {
        int next = 0;
        for (int s = 0; s < sets.Length; s++)
        {
            HRepresentation rows = sets[s].Rows;
            double[] objective = _objectives[s];
            for (int i = 0; i < rows.Count; i++)
            {
                for (int j = 0; j < objective.Length; j++)
                {
                    objective[j] = rows.Columns[(j * rows.Stride) + i];
                }

                Values[next++] = _models[s].MaximizeWithout(i, objective);
            }
        }
    }
}
