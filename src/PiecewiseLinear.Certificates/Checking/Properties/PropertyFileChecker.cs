using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>Checks certificates of the kinds property-holds and property-violated together with the VNN-LIB file of the property, so that nothing about the question is taken on trust.</summary>
public static class PropertyFileChecker
{
    /// <summary>
    /// As <see cref="CertificateChecker"/>, and the certificate's property must be that of the file: every case of the file (its box and its rows) is a box with an unsafe polyhedron of the certificate, and the other way round,
    /// numbers equal as rationals; the order and repetitions do not matter. If the certificate notes the SHA-256 of a VNN-LIB file, it must be that of this one.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="networkSha256">The SHA-256 of its file, lower-case hexadecimal.</param>
    /// <param name="property">What the VNN-LIB file says.</param>
    /// <param name="propertySha256">The SHA-256 of that file, lower-case hexadecimal.</param>
    /// <param name="certificate">The text of the certificate, from its position on; it must be able to seek, since its head is read twice. Not closed.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <returns>Valid with the claim in words, or Invalid with the first reason.</returns>
    /// <exception cref="CertificateFormatException">This is no certificate, one of another network, or of a newer format version.</exception>
    public static CheckResult Check(
        ReluNetwork network, string networkSha256, VnnLibProperty property, string propertySha256, Stream certificate, CancellationToken cancellationToken = default)
    {
        long start = certificate.Position;
        if (Mismatch(network, networkSha256, property, propertySha256, certificate, cancellationToken) is { } reason)
        {
            return new CheckResult.Invalid(reason);
        }

        certificate.Position = start;
        CheckResult result = CertificateChecker.Check(network, networkSha256, certificate, cancellationToken);
        return result is CheckResult.Valid valid ? new CheckResult.Valid($"{valid.Claim}; the property is that of the VNN-LIB file {propertySha256[..12]}") : result;
    }

    private static string? Mismatch(
        ReluNetwork network, string networkSha256, VnnLibProperty property, string propertySha256, Stream certificate, CancellationToken cancellationToken)
    {
        try
        {
            using DigestedLines lines = new(certificate);
            CertificateOpening opening = CertificateOpening.Read(lines, networkSha256);
            if (opening.Kind is not (CertificateFormat.PropertyHolds or CertificateFormat.PropertyViolated))
            {
                return $"the certificate is of the kind {opening.Kind}, expected one that speaks of a property, since a VNN-LIB file is given";
            }

            PropertyClaim claim = PropertyClaimText.Read(network, opening, lines, cancellationToken);
            return claim.VnnLibSha256 is { } noted && noted != propertySha256
                ? $"the property is noted as the VNN-LIB file {noted}, but the file given is {propertySha256}"
                : Compare(claim, property);
        }
        catch (CertificateFormatException exception) when (exception.Defect == CertificateDefect.Malformed)
        {
            return exception.Message;
        }
    }

    private static string? Compare(PropertyClaim claim, VnnLibProperty property)
    {
        if ((claim.InputCount, claim.OutputCount) != (property.InputCount, property.OutputCount))
        {
            return $"the certificate's property has {claim.InputCount} inputs and {claim.OutputCount} outputs, that of the VNN-LIB file {property.InputCount} and {property.OutputCount}";
        }

        string[] stated = [.. claim.Groups.SelectMany(static group => group.Unsafe.Select(rows => Text(group.Box, rows)))];
        string[] asked = [.. property.Cases.Select(static @case => Text(@case.Box, @case.Rows))];
        int missing = FirstNotIn(stated, asked), extra = FirstNotIn(asked, stated);
        return missing >= 0 ? $"case {missing} of the VNN-LIB file is not in the certificate's property"
            : extra >= 0 ? $"unsafe polyhedron {extra} of the certificate (counted through all groups) is no case of the VNN-LIB file"
            : null;
    }

    private static int FirstNotIn(string[] known, string[] texts)
    {
        HashSet<string> set = new(known, StringComparer.Ordinal);
        return Array.FindIndex(texts, text => !set.Contains(text));
    }

    /// <summary>The box and the rows in the one spelling that the format has for them; rows in the order of their text.</summary>
    private static string Text(Box box, ImmutableArray<PropertyRow> rows)
        => new LineBuilder().Box("group", box).End() + string.Concat(rows.Select(static row => new LineBuilder().PropertyRows("unsafe", [row]).End().ToString()).Order(StringComparer.Ordinal));
}
