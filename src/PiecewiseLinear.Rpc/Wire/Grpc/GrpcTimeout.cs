using System.Globalization;

namespace PiecewiseLinear.Rpc.Wire.Grpc;

/// <summary>The value of <c>grpc-timeout</c>: one to eight digits and a unit (H hours, M minutes, S seconds, m milli-, u micro-, n nanoseconds).</summary>
internal static class GrpcTimeout
{
    public const string Name = "grpc-timeout";

    private const long MaxValue = 99_999_999;

    private const long NanosecondsPerTick = 100;

    /// <summary>Units from fine to coarse with their length in ticks; nanoseconds, finer than a tick, apart.</summary>
    private static readonly (char Unit, long Ticks)[] Units =
    [
        ('u', TimeSpan.TicksPerMicrosecond), ('m', TimeSpan.TicksPerMillisecond), ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute), ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>Reads a timeout; nanoseconds are rounded up to ticks of 100. Zero means: expired on arrival.</summary>
    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > 9
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        if (text[^1] == 'n')
        {
            timeout = TimeSpan.FromTicks((value + NanosecondsPerTick - 1) / NanosecondsPerTick);
            return true;
        }

        foreach (var (unit, ticks) in Units)
        {
            if (unit == text[^1])
            {
                timeout = TimeSpan.FromTicks(value * ticks); // 99,999,999 hours are 3.6e18 ticks: no overflow.
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes a timeout in the finest unit that has room for it, rounded up; a negative one as zero.</summary>
    public static string Format(TimeSpan timeout)
    {
        var total = Math.Max(0, timeout.Ticks);
        if (total <= MaxValue / NanosecondsPerTick)
        {
            return Text(total * NanosecondsPerTick, 'n');
        }

        foreach (var (unit, ticks) in Units)
        {
            var value = (total / ticks) + (total % ticks == 0 ? 0 : 1);
            if (value <= MaxValue)
            {
                return Text(value, unit);
            }
        }

        return Text(MaxValue, 'H');
    }

    private static string Text(long value, char unit) => value.ToString(CultureInfo.InvariantCulture) + unit;
}
