using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using PiecewiseLinear.TestKit.Laws;

namespace PiecewiseLinear.Exact.Tests.Numbers;

/// <summary>The same thousands of operations, conversions and readings in Python's <c>fractions</c>, an implementation by other people.</summary>
public sealed class PythonFractionsTests
{
    private const string Script = """
        import sys
        from fractions import Fraction
        if hasattr(sys, 'set_int_max_str_digits'):
            sys.set_int_max_str_digits(0)
        def nearest(x):
            try:
                return float(x).hex()
            except OverflowError:
                return 'inf' if x > 0 else '-inf'
        for line in sys.stdin:
            op, a, b = line.rstrip('\n').split(' ')
            if op == 'bits':
                print(Fraction(float.fromhex(a)))
                continue
            x, y = Fraction(a), Fraction(b)
            if op == '+': print(x + y)
            elif op == '-': print(x - y)
            elif op == '*': print(x * y)
            elif op == '/': print(x / y if y else 'zero')
            elif op == '<': print((x > y) - (x < y))
            elif op == 'float': print(nearest(x))
            elif op == 'read': print(x)
        """;

    [Fact]
    public async Task Python_agrees_on_every_operation()
    {
        Random random = new(20251122);
        List<(string Question, string Answer)> batch = [];
        for (int k = 0; k < 1200; k++)
        {
            (Rational a, Rational b) = (random.NextRational(), random.NextRational());
            batch.Add(($"+ {a} {b}", (a + b).ToString()));
            batch.Add(($"- {a} {b}", (a - b).ToString()));
            batch.Add(($"* {a} {b}", (a * b).ToString()));
            batch.Add(($"/ {a} {b}", b.IsZero ? "zero" : (a / b).ToString()));
            batch.Add(($"< {a} {b}", a.CompareTo(b).ToString(CultureInfo.InvariantCulture)));
            Rational scaled = a * new Dyadic(1, random.Next(-1150, 1050)).ToRational();
            batch.Add(($"float {scaled} 0", Hex(scaled.ToDoubleApproximate())));
            double x = random.NextFiniteDouble();
            batch.Add(($"bits {Hex(x)} 0", Rational.FromDouble(x).ToString()));
            string text = Text(random);
            batch.Add(($"read {text} 0", Rational.Parse(text).ToString()));
        }

        string[] answers = await AskAsync(batch.Select(static pair => pair.Question));
        Assert.Equal(batch.Count, answers.Length);
        Assert.All(batch.Zip(answers), static pair => Assert.True(
            pair.First.Answer == pair.Second, $"{pair.First.Question}: ours {pair.First.Answer}, Python's {pair.Second}"));
    }

    private static async Task<string[]> AskAsync(IEnumerable<string> questions)
    {
        ProcessStartInfo start = new("python3") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        using Process python = Process.Start(start)!;
        Task<string> output = python.StandardOutput.ReadToEndAsync();
        await python.StandardInput.WriteAsync(string.Join('\n', questions) + "\n");
        python.StandardInput.Close();
        string answers = await output;
        await python.WaitForExitAsync();
        Assert.Equal(0, python.ExitCode);
        return answers.TrimEnd('\n').Split('\n');
    }

    /// <summary>A number as people write it.</summary>
    private static string Text(Random random)
    {
        string sign = random.Next(3) switch { 0 => "-", 1 => "+", _ => "" };
        string digits = BigInteger.Abs(random.NextBigInteger(random.Next(1, 120))).ToString(CultureInfo.InvariantCulture);
        if (random.Next(3) == 0)
        {
            return $"{sign}{digits}/{BigInteger.Abs(random.NextBigInteger(random.Next(1, 120))) + 1}";
        }

        int point = random.Next(0, digits.Length + 1);
        string mantissa = random.Next(2) == 0 ? digits : digits[..point] + "." + digits[point..];
        return sign + mantissa + (random.Next(2) == 0 ? "" : (random.Next(2) == 0 ? "e" : "E") + random.Next(-400, 400).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Python's <c>float.hex</c>.</summary>
    private static string Hex(double x)
    {
        if (double.IsInfinity(x))
        {
            return x > 0 ? "inf" : "-inf";
        }

        long bits = BitConverter.DoubleToInt64Bits(x);
        int biased = (int)((bits >> 52) & 0x7FF);
        string sign = bits < 0 ? "-" : "";
        string fraction = (bits & 0xFFFFFFFFFFFFFL).ToString("x13", CultureInfo.InvariantCulture);
        return x == 0 ? sign + "0x0.0p+0"
            : biased == 0 ? $"{sign}0x0.{fraction}p-1022"
            : string.Create(CultureInfo.InvariantCulture, $"{sign}0x1.{fraction}p{biased - 1023:+0;-0;+0}");
    }
}
