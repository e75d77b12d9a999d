using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Service;

/// <summary>Writes numbers into responses, exactly or as doubles; bounds are rounded outward.</summary>
internal readonly struct ResponseNumbers(V1.NumberFormat format)
{
    private readonly bool _exact = format != V1.NumberFormat.Double;

    /// <summary>How the request wants its numbers.</summary>
    /// <exception cref="Rpc.RpcException">There is no such format.</exception>
    public static ResponseNumbers Of(V1.NumberFormat format, string path)
        => format is V1.NumberFormat.Unspecified or V1.NumberFormat.Exact or V1.NumberFormat.Double
            ? new ResponseNumbers(format)
            : throw FieldError.Invalid(path, $"'{(int)format}' is no number format; expected EXACT or DOUBLE");

    public V1.Numbers Vector(IEnumerable<Rational> values)
    {
        V1.Numbers numbers = new();
        foreach (Rational value in values)
        {
            if (_exact)
            {
                numbers.Exact.Add(new V1.Rational { Value = value.ToString() });
            }
            else
            {
                numbers.Approximate.Add(value.ToDoubleApproximate());
            }
        }

        return numbers;
    }

    public V1.Numbers Number(Rational value) => Vector([value]);

    public V1.Numbers LowerBound(Rational value) => _exact ? Vector([value]) : new V1.Numbers { Approximate = { value.RoundDown() } };

    public V1.Numbers UpperBound(Rational value) => _exact ? Vector([value]) : new V1.Numbers { Approximate = { value.RoundUp() } };
}
