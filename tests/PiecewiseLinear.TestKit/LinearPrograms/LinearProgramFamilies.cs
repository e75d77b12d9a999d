using System.Collections.Immutable;
using System.Numerics;
using PiecewiseLinear.Polyhedra;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.TestKit.LinearPrograms;

/// <summary>Seeded linear programs: a random family and an adversarially degenerate one. Equal seeds give equal programs.</summary>
public static class LinearProgramFamilies
{
    /// <summary>The names of the degenerate kinds, in the order in which <see cref="Degenerate"/> cycles through them.</summary>
    public static ImmutableArray<string> DegenerateKinds { get; } =
    [
        "duplicate rows", "concurrent walls", "touching at a point", "touching along a face", "empty by one unit", "empty by 2^-60", "lower-dimensional",
        "lines", "half-line", "unbounded wedge", "zero rows", "wide scales of rows", "wide scales of variables", "far offset", "no rows", "no variables",
        "zero objective", "objective along a facet", "cube with all diagonals", "crossing equalities",
    ];

    /// <summary>As many programs of both families as asked, from one first seed; then new ones for a law's share of SOAK_MINUTES where that is set.</summary>
    public static IEnumerable<LinearProgramCase> Sample(int random, int degenerate, int firstSeed = 1)
    {
        const int Batch = 20;
        long started = TimeProvider.System.GetTimestamp();
        IEnumerable<LinearProgramCase> sample = Random(random, firstSeed).Concat(Degenerate(degenerate, firstSeed));
        for (int seed = 1_000_000 + firstSeed; ; seed += Batch)
        {
            foreach (LinearProgramCase program in sample)
            {
                yield return program;
            }

            if (TimeProvider.System.GetElapsedTime(started) >= Seeded.SoakTime)
            {
                yield break;
            }

            sample = Random(Batch, seed).Concat(Degenerate(Batch, seed));
        }
    }

    /// <summary>Random programs: 1 to 7 variables, up to 60 rows, with and without a box, dyadic data of 4 to 40 bits; about one in six is empty or unbounded.</summary>
    public static IEnumerable<LinearProgramCase> Random(int count, int firstSeed = 1)
    {
        for (int seed = firstSeed; seed < firstSeed + count; seed++)
        {
            Random random = new(seed);
            int d = random.Next(1, 8), bits = random.Next(4, 41);
            List<HalfSpace> rows = [];
            for (int i = random.Next(0, 50); i > 0; i--)
            {
                BigInteger[] normal = Vector(random, d, bits);
                BigInteger slack = BigInteger.Abs(Integer(random, bits + 1)) * (random.Next(40) == 0 ? -1 : 1);
                rows.Add(new HalfSpace([.. normal], slack));
            }

            if (random.Next(6) != 0)
            {
                rows.AddRange(Box(d, BigInteger.One << random.Next(-2, 5) switch { < 0 => 0, var k => k }));
            }

            yield return new LinearProgramCase($"random, seed {seed}", new HRepresentation(d, rows), [.. Vector(random, d, bits)]);
        }
    }

    /// <summary>Degenerate programs, cycling through <see cref="DegenerateKinds"/>.</summary>
    public static IEnumerable<LinearProgramCase> Degenerate(int count, int firstSeed = 1)
    {
        for (int seed = firstSeed; seed < firstSeed + count; seed++)
        {
            int kind = (seed - 1) % DegenerateKinds.Length;
            Random random = new(7919 * seed);
            int d = DegenerateKinds[kind] == "no variables" ? 0 : random.Next(1, 6);
            List<HalfSpace> rows = DegenerateRows(DegenerateKinds[kind], random, d);
            BigInteger[] objective = DegenerateKinds[kind] switch
            {
                "zero objective" => new BigInteger[d],
                "objective along a facet" => [.. rows[random.Next(rows.Count)].Normal],
                _ => Vector(random, d, 6),
            };
            yield return new LinearProgramCase($"{DegenerateKinds[kind]}, seed {seed}", new HRepresentation(d, rows), [.. objective]);
        }
    }

    private static List<HalfSpace> DegenerateRows(string kind, Random random, int d)
    {
        List<HalfSpace> box = Box(d, 4);
        BigInteger[] center = Vector(random, d, 2);
        switch (kind)
        {
            case "duplicate rows":
                HalfSpace[] some = [.. Around(random, d, center, 8, 1)];
                return [.. box, .. some, .. some.Select(row => Scale(row, random.Next(1, 9))), .. some.Select(row => Scale(row, BigInteger.One << random.Next(60)))];
            case "concurrent walls":
                return [.. Around(random, d, center, 30, 0), .. box];
            case "touching at a point":
                return [.. Box(d, 0).Select(row => Move(row, center)), .. Around(random, d, center, 6, 0), .. box];
            case "touching along a face":
                HalfSpace wall = Around(random, d, center, 1, 0).Single();
                return [wall, Flip(wall, 0), .. box, .. Around(random, d, center, 4, 2)];
            case "empty by one unit":
                HalfSpace one = Around(random, d, center, 1, 0).Single();
                return [.. box, one, Flip(one, -1)];
            case "empty by 2^-60":
                HalfSpace big = Scale(Around(random, d, center, 1, 0).Single(), BigInteger.One << 60);
                return [.. box, big, Flip(big, -1), .. Around(random, d, center, 5, 1)];
            case "lower-dimensional":
                return [.. Around(random, d, center, random.Next(1, d + 1), 0).SelectMany(row => new[] { row, Flip(row, 0) }), .. box];
            case "lines":
                return [.. Around(random, d, center, 6, 1).Select(row => new HalfSpace([.. row.Normal.SetItem(0, 0)], row.Offset))];
            case "half-line":
                return [.. box.Where((_, i) => i != 0)];
            case "unbounded wedge":
                return [.. Around(random, d, center, d, 0)];
            case "zero rows":
                return [.. box, new HalfSpace([.. new BigInteger[d]], random.Next(3) - 1), new HalfSpace([.. new BigInteger[d]], 5)];
            case "wide scales of rows":
                return [.. box.Concat(Around(random, d, center, 12, 1)).Select(row => Scale(row, BigInteger.Pow(10, random.Next(25))))];
            case "wide scales of variables":
                return Columns(box.Concat(Around(random, d, center, 12, 1)), random, d);
            case "far offset":
                BigInteger[] far = [.. center.Select(c => (c + 1) * BigInteger.Pow(10, 12))];
                return [.. Box(d, 1).Select(row => Move(row, far)), .. Around(random, d, far, 10, 1)];
            case "no rows":
                return [];
            case "no variables":
                return [.. Enumerable.Range(0, random.Next(3)).Select(_ => new HalfSpace([], random.Next(4) - 1))];
            case "cube with all diagonals":
                return [.. box, .. Signs(d).Select(s => new HalfSpace([.. s], 4 * d)), .. Signs(d).Select(s => new HalfSpace([.. s], 2 * d))];
            case "crossing equalities":
                HalfSpace first = Around(random, d, center, 1, 0).Single();
                return [first, Flip(first, 0), Scale(first, 3), new HalfSpace(Flip(first, 0).Normal, Flip(first, 0).Offset - random.Next(2)), .. box];
            default:
                return [.. box, .. Around(random, d, center, 8, 1)];
        }
    }

    /// <summary>Rows that hold at the center with the given slack.</summary>
    private static IEnumerable<HalfSpace> Around(Random random, int d, BigInteger[] center, int count, int slack)
    {
        for (int i = 0; i < count; i++)
        {
            BigInteger[] normal = Vector(random, d, 3);
            normal[random.Next(d)] += 9;
            yield return Move(new HalfSpace([.. normal], slack), center);
        }
    }

    private static HalfSpace Move(HalfSpace row, BigInteger[] by)
        => new(row.Normal, row.Normal.Select((a, j) => a * by[j]).Aggregate(row.Offset, static (sum, term) => sum + term));

    private static HalfSpace Flip(HalfSpace row, BigInteger gap) => new([.. row.Normal.Select(static a => -a)], gap - row.Offset);

    private static HalfSpace Scale(HalfSpace row, BigInteger factor) => new([.. row.Normal.Select(a => a * factor)], row.Offset * factor);

    /// <summary>Replaces every variable by 10^±12 or so times itself.</summary>
    private static List<HalfSpace> Columns(IEnumerable<HalfSpace> rows, Random random, int d)
    {
        BigInteger[] factors = [.. Enumerable.Range(0, d).Select(_ => BigInteger.Pow(10, random.Next(25)))];
        return [.. rows.Select(row => new HalfSpace([.. row.Normal.Select((a, j) => a * factors[j])], row.Offset * BigInteger.Pow(10, 12)))];
    }

    private static List<HalfSpace> Box(int d, BigInteger half)
        => [.. Enumerable.Range(0, 2 * d).Select(k =>
        {
            BigInteger[] normal = new BigInteger[d];
            normal[k / 2] = k % 2 == 0 ? 1 : -1;
            return new HalfSpace([.. normal], half);
        })];

    private static IEnumerable<BigInteger[]> Signs(int d)
        => Enumerable.Range(0, 1 << d).Select(mask => Enumerable.Range(0, d).Select(j => (mask & (1 << j)) != 0 ? BigInteger.One : BigInteger.MinusOne).ToArray());

    private static BigInteger[] Vector(Random random, int d, int bits)
        => [.. Enumerable.Range(0, d).Select(_ => random.Next(8) == 0 ? BigInteger.Zero : Integer(random, bits))];

    private static BigInteger Integer(Random random, int bits) => random.NextInt64(-(1L << bits), (1L << bits) + 1);
}
