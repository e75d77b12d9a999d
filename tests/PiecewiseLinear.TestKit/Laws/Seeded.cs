using System.Globalization;
using System.Numerics;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.TestKit.Laws;

/// <summary>
/// Seeded samples of a law: each case has its own generator, and a failure names the seed that reproduces it. The number of cases
/// grows with the environment variable SOAK_MINUTES: each law then runs for a fiftieth of it, since there are about fifty.
/// </summary>
public static class Seeded
{
    /// <summary>A law's share of SOAK_MINUTES; zero where that is not set.</summary>
    public static TimeSpan SoakTime { get; } =
        double.TryParse(Environment.GetEnvironmentVariable("SOAK_MINUTES"), NumberStyles.Float, CultureInfo.InvariantCulture, out double minutes)
            ? TimeSpan.FromMinutes(minutes / 50)
            : TimeSpan.Zero;

    /// <summary>Runs the law on <paramref name="cases"/> cases, and goes on for its share of SOAK_MINUTES where that is set.</summary>
    public static void Check(int cases, Action<Random> law) => Check(cases, (random, _) => law(random));

    /// <summary>
    /// The one great soak of a suite: as <see cref="Check(int, Action{Random, int})"/>, or the seeds SOAK_FIRST (0 unless set) up to SOAK_CASES where the environment variable SOAK_CASES is set.
    /// </summary>
    public static void Soak(int cases, Action<Random, int> law)
        => Check(Number("SOAK_FIRST") ?? 0, Number("SOAK_CASES") ?? cases, law);

    /// <summary>The same for a law that wants to know its seed, counted from 0.</summary>
    public static void Check(int cases, Action<Random, int> law) => Check(0, cases, law);

    private static void Check(int first, int cases, Action<Random, int> law)
    {
        long started = TimeProvider.System.GetTimestamp();
        for (int seed = first; seed < cases || TimeProvider.System.GetElapsedTime(started) < SoakTime; seed++)
        {
            try
            {
                law(new Random(seed), seed);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"the law fails for seed {seed}: {failure.Message}", failure);
            }
        }
    }

    private static int? Number(string variable)
        => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}

/// <summary>Random numbers that hit the corners.</summary>
public static class RandomNumbers
{
    /// <summary>An integer of at most the given number of bits, either sign.</summary>
    public static BigInteger NextBigInteger(this Random random, int bits)
    {
        byte[] bytes = new byte[(bits / 8) + 1];
        random.NextBytes(bytes);
        bytes[^1] &= (byte)((1 << (bits % 8)) - 1);
        BigInteger value = new(bytes, isUnsigned: true);
        return random.Next(2) == 0 ? -value : value;
    }

    /// <summary>A fraction: small, large, or special (0, ±1, a power of two).</summary>
    public static Rational NextRational(this Random random)
        => random.Next(6) switch
        {
            0 => random.Next(-2, 3),
            1 => new Rational(random.Next(-20, 21), random.Next(1, 20)),
            2 => Rational.FromDouble(random.NextFiniteDouble()),
            3 => new Rational(random.NextBigInteger(20), BigInteger.One << random.Next(40)),
            4 => new Rational(random.NextBigInteger(200), random.NextBigInteger(random.Next(1, 200)) + (BigInteger.One << 200)),
            _ => new Rational(random.NextBigInteger(random.Next(1, 70)), random.Next(1, int.MaxValue)),
        };

    /// <summary>Any finite double: zero, integers, usual numbers, extremes, subnormals, any bits.</summary>
    public static double NextFiniteDouble(this Random random)
    {
        double value = random.Next(10) switch
        {
            0 => 0d,
            1 => random.Next(-9, 10),
            2 => double.Epsilon * random.Next(-9, 10),
            3 => double.MaxValue * (random.Next(2) == 0 ? 1 : -1),
            4 => Math.ScaleB(1, random.Next(-1074, 1024)),
            5 => BitConverter.Int64BitsToDouble(random.NextInt64(1L << 53) * (random.Next(2) == 0 ? 1 : -1)),
            6 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
            _ => random.NextUsualDouble(),
        };
        return double.IsFinite(value) ? value : 1d;
    }

    /// <summary>A number like a weight of a network: magnitude from about 1e-4 to 1, often with 24 bits only.</summary>
    public static double NextUsualDouble(this Random random)
    {
        double value = (random.NextDouble() - 0.5) * Math.ScaleB(1, random.Next(-10, 2));
        return random.Next(3) == 0 ? value : (float)value;
    }
}
