using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>The check of a certificate of the kind property-violated: an exact forward pass and exact comparisons.</summary>
internal static class PropertyViolatedCheck
{
    /// <exception cref="CertificateFormatException">The certificate is malformed or does not prove its claim; the message is the reason.</exception>
    public static CheckResult Check(ReluNetwork network, CertificateOpening opening, DigestedLines lines, CancellationToken cancellationToken)
    {
        PropertyClaim claim = PropertyClaimText.Read(network, opening, lines, cancellationToken);
        LineScanner line = lines.Read("witness");
        ImmutableArray<Rational> input = Numbers(line, network.InputDimension);
        ImmutableArray<Rational> output = Numbers(line.Key("output"), network.OutputDimension);
        ImmutableArray<Rational> found = ExactPoint.Evaluate(network, input, cancellationToken);
        for (int i = 0; i < output.Length; i++)
        {
            if (output[i] != found[i])
            {
                throw line.Error($"output {i} is another number than that of the network at the witness");
            }
        }

        int group = Index(line.Key("group"), claim.Groups.Length, "groups");
        if (!claim.Groups[group].Box.Contains(input.AsSpan()))
        {
            throw line.Error($"the witness is outside of the box of group {group}");
        }

        int polyhedron = Index(line.Key("unsafe"), claim.Groups[group].Unsafe.Length, "polyhedra");
        ImmutableArray<PropertyRow> rows = claim.Groups[group].Unsafe[polyhedron];
        for (int r = 0; r < rows.Length; r++)
        {
            if (rows[r].Slack(input.AsSpan(), found.AsSpan()).Sign < 0)
            {
                throw line.Error($"the witness and its output do not satisfy row {r} of polyhedron {polyhedron}");
            }
        }

        line.End();
        lines.ReadEnd();
        return new CheckResult.Valid(PropertyInWords.Violated(claim, group, polyhedron));
    }

    private static ImmutableArray<Rational> Numbers(LineScanner line, int count)
        => line.Numbers() is var numbers && numbers.Length == count ? numbers : throw line.Error($"expected {count} numbers, found {numbers.Length}");

    private static int Index(LineScanner line, int count, string what)
        => line.Count() is var index && index < count ? index : throw line.Error($"expected one of {count} {what}, found {index}");
}
