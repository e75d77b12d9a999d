using PiecewiseLinear.Exact;

namespace PiecewiseLinear.TestKit.LinearPrograms;

/// <summary>What a linear program comes to, without evidence.</summary>
/// <param name="Feasible">Whether some point satisfies the rows.</param>
/// <param name="Maximum">The maximum; null if there is none (empty or unbounded).</param>
public readonly record struct LinearProgramTruth(bool Feasible, Rational? Maximum);

/// <summary>
/// The slow oracle: Fourier-Motzkin elimination in rationals. The value z ≤ ⟨c, x⟩ is added as a variable, all others are eliminated by adding every pair of
/// a lower and an upper bound, and what is left bounds z. It shares nothing with the engines. Only for a few variables and rows.
/// </summary>
public static class FourierMotzkin
{
    public static LinearProgramTruth Solve(LinearProgramCase program)
    {
        int d = program.Rows.Dimension;
        List<Rational[]> rows = [.. program.Rows.Rows.Select(row => row.Normal.Append(0).Append(row.Offset).Select(static a => (Rational)a).ToArray())];
        rows.Add([.. program.Objective.Select(static c => (Rational)(-c)), 1, 0]);
        for (int j = 0; j < d; j++)
        {
            rows = Eliminate(rows, j);
        }

        Rational? upper = null;
        foreach (Rational[] row in rows)
        {
            // z has only the coefficient 0 or a positive one: it enters through z − ⟨c, x⟩ ≤ 0 alone.
            if (row[d].IsZero && row[d + 1].Sign < 0)
            {
                return new LinearProgramTruth(Feasible: false, null);
            }

            if (row[d].Sign > 0 && (upper is null || row[d + 1] / row[d] < upper))
            {
                upper = row[d + 1] / row[d];
            }
        }

        return new LinearProgramTruth(Feasible: true, upper);
    }

    private static List<Rational[]> Eliminate(List<Rational[]> rows, int column)
    {
        Dictionary<string, Rational[]> result = [];
        foreach (Rational[] row in rows.Where(row => row[column].IsZero))
        {
            Keep(row);
        }

        foreach (Rational[] upper in rows.Where(row => row[column].Sign > 0))
        {
            foreach (Rational[] lower in rows.Where(row => row[column].Sign < 0))
            {
                Keep([.. upper.Select((a, k) => (a / upper[column]) - (lower[k] / lower[column]))]);
            }
        }

        return [.. result.Values];

        void Keep(Rational[] row)
        {
            // Of rows with the same left side (up to a positive factor) the tightest is enough.
            Rational scale = row.SkipLast(1).FirstOrDefault(static a => !a.IsZero);
            Rational[] scaled = scale.IsZero ? row : [.. row.Select(a => a / Rational.Abs(scale))];
            string key = string.Join(' ', scaled.SkipLast(1));
            if (!result.TryGetValue(key, out Rational[]? known) || scaled[^1] < known[^1])
            {
                result[key] = scaled;
            }
        }
    }
}
