using System.Collections.Immutable;
using System.Text;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>The lines that say what a property is: the first line, then each group with its polyhedra (docs/certificates.md, section 6).</summary>
internal static class PropertyClaimText
{
    private const int HashLength = 64;

    public static IEnumerable<StringBuilder> Lines(PropertyClaim claim, string kind)
    {
        yield return new LineBuilder().Text("format", CertificateFormat.Name).Count("version", CertificateFormat.Version).Text("network", claim.NetworkSha256).Text("kind", kind)
            .TextOrNull("vnnlib", claim.VnnLibSha256).Count("inputs", claim.InputCount).Count("outputs", claim.OutputCount).Count("groups", claim.Groups.Length).End();
        foreach (PropertyClaimGroup group in claim.Groups)
        {
            yield return new LineBuilder().Box("group", group.Box).Count("unsafe", group.Unsafe.Length).End();
            foreach (ImmutableArray<PropertyRow> polyhedron in group.Unsafe)
            {
                yield return new LineBuilder().PropertyRows("unsafe", polyhedron).End();
            }
        }
    }

    /// <summary>Reads the claim from the opening on; it must fit the network.</summary>
    /// <exception cref="CertificateFormatException">The text is malformed, or the property has other numbers of inputs or outputs than the network.</exception>
    public static PropertyClaim Read(ReluNetwork network, CertificateOpening opening, DigestedLines lines, CancellationToken cancellationToken)
    {
        LineScanner line = opening.Line;
        string? vnnlib = line.Key("vnnlib").Null() ? null : Hash(line);
        int inputs = line.Key("inputs").Count();
        Expect(line, inputs, network.InputDimension);
        int outputs = line.Key("outputs").Count();
        Expect(line, outputs, network.OutputDimension);
        int groups = line.Key("groups").Count();
        line.End();
        ImmutableArray<PropertyClaimGroup>.Builder read = ImmutableArray.CreateBuilder<PropertyClaimGroup>();
        for (int g = 0; g < groups; g++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            read.Add(Group(lines, inputs, outputs));
        }

        return new PropertyClaim(opening.NetworkSha256, vnnlib, inputs, outputs, read.DrainToImmutable());
    }

    private static PropertyClaimGroup Group(DigestedLines lines, int inputs, int outputs)
    {
        LineScanner line = lines.Read("group");
        Box box = line.Box();
        Expect(line, box.Dimension, inputs);
        int count = line.Key("unsafe").Count();
        line.End();
        ImmutableArray<ImmutableArray<PropertyRow>>.Builder polyhedra = ImmutableArray.CreateBuilder<ImmutableArray<PropertyRow>>();
        for (int k = 0; k < count; k++)
        {
            LineScanner rows = lines.Read("unsafe");
            polyhedra.Add(rows.List(() => rows.Triple(() => Terms(rows, inputs), () => Terms(rows, outputs), rows.Number) is var (x, y, bound) ? new PropertyRow(x, y, bound) : null!));
            rows.End();
        }

        return new PropertyClaimGroup(box, polyhedra.DrainToImmutable());
    }

    private static ImmutableArray<PropertyTerm> Terms(LineScanner line, int count)
    {
        int last = -1;
        return line.List(() =>
        {
            (int index, Rational coefficient) = line.Pair(line.Count, line.Number);
            if (index <= last || index >= count || coefficient.IsZero)
            {
                throw line.Error($"expected ascending indices below {count} with coefficients other than 0, found {index} with {coefficient}");
            }

            last = index;
            return new PropertyTerm(index, coefficient);
        });
    }

    private static string Hash(LineScanner line)
    {
        string hash = line.Text();
        return hash.Length == HashLength && hash.All(char.IsAsciiHexDigitLower) ? hash : throw line.Error($"expected null or a SHA-256 in lower-case hexadecimal, found '{hash}'");
    }

    private static void Expect(LineScanner line, int found, int expected)
    {
        if (found != expected)
        {
            throw line.Error($"expected {expected} as the network has, found {found}");
        }
    }
}
