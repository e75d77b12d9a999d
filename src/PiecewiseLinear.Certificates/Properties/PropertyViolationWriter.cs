using System.Collections.Immutable;
using System.Text;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates;

/// <summary>Writes certificates of the kind property-violated (docs/certificates.md, section 6): the property and a point that violates it.</summary>
public static class PropertyViolationWriter
{
    /// <summary>Writes a certificate; the stream stays open.</summary>
    /// <param name="target">Takes the text.</param>
    /// <param name="claim">The property.</param>
    /// <param name="input">The point x.</param>
    /// <param name="output">f(x), exactly.</param>
    /// <exception cref="ArgumentException">No group of the property has the point in its box and the pair in one of its polyhedra.</exception>
    public static void Write(Stream target, PropertyClaim claim, ImmutableArray<Rational> input, ImmutableArray<Rational> output)
    {
        (int group, int polyhedron) = Find(claim, input, output);
        using SealedLines lines = new(target);
        foreach (StringBuilder line in PropertyClaimText.Lines(claim, CertificateFormat.PropertyViolated))
        {
            lines.Write(line);
        }

        lines.Write(new LineBuilder().Numbers("witness", input).Numbers("output", output).Count("group", group).Count("unsafe", polyhedron).End());
        lines.Finish();
    }

    private static (int Group, int Polyhedron) Find(PropertyClaim claim, ImmutableArray<Rational> input, ImmutableArray<Rational> output)
    {
        for (int g = 0; g < claim.Groups.Length; g++)
        {
            PropertyClaimGroup group = claim.Groups[g];
            if (group.Box.Contains(input.AsSpan()))
            {
                for (int k = 0; k < group.Unsafe.Length; k++)
                {
                    if (group.Unsafe[k].All(row => row.Slack(input.AsSpan(), output.AsSpan()).Sign >= 0))
                    {
                        return (g, k);
                    }
                }
            }
        }

        throw new ArgumentException("the point does not violate the property: expected it in the box of a group and the pair in one of its polyhedra", nameof(input));
    }
}
