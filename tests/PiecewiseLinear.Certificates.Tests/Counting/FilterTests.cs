using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates.Tests.Counting;

/// <summary>What the doubles of the checker prove, the integers confirm; on cells whose rows nearly touch, nearly coincide or are exactly degenerate.</summary>
public sealed class FilterTests
{
    private const int Seed = 20261125;

    [Fact]
    public void A_basis_that_doubles_accept_is_accepted_exactly()
    {
        (int proved, int refused) = (0, 0);
        for (int n = 0; n < 20_000; n++)
        {
            Random random = new(Seed + n);
            Scene scene = new(random, random.Next(1, 6));
            int m = random.Next(0, Math.Min(scene.K, scene.Rows.Count) + 1);
            int[] basis = Choose(random, scene.Rows.Count, m), columns = m == scene.K ? [.. Enumerable.Range(0, m)] : Choose(random, scene.K, m);
            (double[] form, BigInteger[] exact) = scene.Form(random, basis);
            Func<int, bool, bool>? citable = random.Next(3) == 0 ? (column, upper) => (column + (upper ? 1 : 0)) % 3 != 0 : null;
            bool doubles = new BasisBound(scene.Rows, scene.Box).Proves(form, 0, Scene.Size(form), basis, columns, citable);
            string? reason = new ExactBasis(scene.Rows, scene.Domain).WhyNot(exact, basis, columns, citable);
            Assert.True(!doubles || reason is null, $"seed {Seed + n}: doubles accept, but {reason}");
            proved += doubles ? 1 : 0;
            refused += reason is null ? 0 : 1;
        }

        Assert.True(proved > 1000 && refused > 1000, $"{proved} proved, {refused} refused");
    }

    [Fact]
    public void A_simple_vertex_that_doubles_accept_is_one()
    {
        int proved = 0;
        for (int n = 0; n < 20_000; n++)
        {
            Random random = new(Seed + n);
            Scene scene = new(random, random.Next(1, 5));
            int[] numbers = Choose(random, scene.Rows.NumberCount, scene.K);
            SimpleVertex vertex = new(scene.Rows, scene.Box);
            bool doubles = vertex.Proves(numbers);
            Assert.True(!doubles || vertex.WhyNotExactly(numbers) is null, $"seed {Seed + n}: doubles accept, but {vertex.WhyNotExactly(numbers)}");
            proved += doubles ? 1 : 0;
        }

        Assert.True(proved > 500, $"{proved} proved");
    }

    private static int[] Choose(Random random, int n, int m)
    {
        int[] all = [.. Enumerable.Range(0, n)];
        random.Shuffle(all);
        return [.. all[..m].Order()];
    }

    /// <summary>A box and rows through or near a common point, in doubles that are the exact numbers or off by the error that they state.</summary>
    private sealed class Scene
    {
        private readonly double[] _center;

        public Scene(Random random, int k)
        {
            K = k;
            Domain = new Domain(k, Exact.Box.Cube(k, -1, random.Next(2) == 0 ? 1 : new Rational(2, 3)));
            Box = new DoubleBox(Domain);
            Rows = new PathRows(Domain, Box);
            _center = [.. Enumerable.Range(0, k).Select(_ => random.Next(-4, 5) / 4d)];
            int exponent = random.Next(3) switch { 0 => -150, 1 => -45, _ => -8 };
            for (int count = random.Next(0, 7); count > 0; count--)
            {
                double[] row = Plane(random);
                double[] off = [.. row.Select(_ => random.Next(2) == 0 ? 0 : Math.ScaleB(random.Next(-3, 4), exponent))];
                Rows.Push(row, 1, off.Sum(Math.Abs), Size(row), () => [.. Integers(row).Zip(Integers(off), BigInteger.Add)]);
            }
        }

        public int K { get; }

        public Domain Domain { get; }

        public DoubleBox Box { get; }

        public PathRows Rows { get; }

        public static double Size(double[] row) => row.Sum(Math.Abs) * (1 + Math.ScaleB(1, -20));

        /// <summary>A random form, or a combination of the rows of the basis, exactly so or nearly.</summary>
        public (double[] Form, BigInteger[] Exact) Form(Random random, int[] basis)
        {
            double[] form = Plane(random);
            if (basis.Length > 0 && random.Next(3) > 0)
            {
                form = new double[K + 1];
                foreach (int row in basis)
                {
                    double weight = random.Next(-1, 5) / 2d;
                    for (int c = 0; c <= K; c++)
                    {
                        form[c] += weight * Rows.Row(row)[c];
                    }
                }

                form[^1] -= random.Next(4) switch { 0 => 0, 1 => Math.ScaleB(1, -50), 2 => -Math.ScaleB(1, -50), _ => 0.25 };
            }

            return (form, Integers(form));
        }

        private double[] Plane(Random random)
        {
            double[] row = [.. Enumerable.Range(0, K).Select(_ => random.Next(-3, 4) + (random.Next(4) == 0 ? Math.ScaleB(random.Next(-3, 4), -49) : 0)), 0];
            row[^1] = -row[..^1].Zip(_center, static (a, x) => a * x).Sum();
            row[^1] -= random.Next(4) switch { 0 => 0, 1 => Math.ScaleB(random.Next(-3, 4), -48), _ => random.Next(0, 5) / 4d };
            return row;
        }

        private static BigInteger[] Integers(double[] row) => [.. row.Select(static a => Dyadic.FromDouble(a) is { IsZero: false } d ? d.Mantissa << (d.Exponent + 200) : BigInteger.Zero)];
    }
}
