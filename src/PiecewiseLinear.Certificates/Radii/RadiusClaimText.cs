using System.Collections.Immutable;
using System.Text;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>The first line of certificates of the kind radius (docs/certificates.md, section 7).</summary>
internal static class RadiusClaimText
{
    public static IEnumerable<StringBuilder> Lines(RadiusClaim claim)
        => [new LineBuilder().Text("format", CertificateFormat.Name).Count("version", CertificateFormat.Version).Text("network", claim.NetworkSha256).Text("kind", CertificateFormat.Radius)
            .Numbers("point", claim.Point).Text("norm", claim.Norm.Name()).Count("label", claim.Label).Count("target", claim.Target).Box("box", claim.Box)
            .Text("goal", claim.Goal.Name()).Count("changes", claim.Changes).Boolean("none", claim.None)
            .Number("lower", claim.Lower).Number("upper", claim.Upper).Numbers("witness", claim.Witness).End()];

    /// <summary>Reads the claim from the opening on; it must fit the network and make sense by itself.</summary>
    /// <exception cref="CertificateFormatException">It does not.</exception>
    public static RadiusClaim Read(ReluNetwork network, CertificateOpening opening)
    {
        LineScanner line = opening.Line;
        ImmutableArray<Rational> point = Numbers(line.Key("point"), network.InputDimension);
        string norm = line.Key("norm").Text();
        if (!VectorNorms.TryParse(norm, out VectorNorm known))
        {
            throw line.Error($"expected l1, l2 or linf, found '{norm}'");
        }

        int labels = Math.Max(2, network.OutputDimension), label = Label(line.Key("label"), labels);
        int? target = line.Key("target").Null() ? null : Label(line, labels);
        if (target == label)
        {
            throw line.Error($"expected another label than {label}");
        }

        Box? box = line.Key("box").Null() ? null : line.Box();
        if (box is not null && (box.Dimension != point.Length || !box.Contains(point.AsSpan())))
        {
            throw line.Error($"expected a box of {network.InputDimension} inputs that holds the point");
        }

        string goal = line.Key("goal").Text();
        RadiusGoal reached = RadiusGoals.Find(goal) ?? throw line.Error($"expected beaten, boundary or reach, found '{goal}'");
        int? changes = line.Key("changes").Null() ? null : line.Count();
        if (changes is not null && box is null)
        {
            throw line.Error("expected null: a limit of changes needs a box");
        }

        bool none = line.Key("none").Boolean();
        Rational? lower = line.Key("lower").Null() ? null : line.Number();
        if (lower is null != none || lower is { Sign: < 0 })
        {
            throw line.Error("expected null where there is no boundary, else a number that is not negative");
        }

        Rational? upper = line.Key("upper").Null() ? null : line.Number();
        if (upper is not null && (none || upper < lower))
        {
            throw line.Error("expected null, or a number that is at least the lower end");
        }

        ImmutableArray<Rational>? witness = line.Key("witness").Null() ? null : Numbers(line, network.InputDimension);
        if (none && changes is not null ? upper is not null : witness is null != upper is null)
        {
            throw line.Error("expected a point where there is an upper end, else null (or a point with one change more where no point has so few)");
        }

        line.End();
        return new RadiusClaim(opening.NetworkSha256, point, known, label, target, box, none, lower, upper, witness) { Goal = reached, Changes = changes };
    }

    private static int Label(LineScanner line, int labels)
        => line.Count() is var label && label < labels ? label : throw line.Error($"expected one of {labels} labels, found {label}");

    private static ImmutableArray<Rational> Numbers(LineScanner line, int count)
        => line.Numbers() is var numbers && numbers.Length == count ? numbers : throw line.Error($"expected {count} numbers, found {numbers.Length}");
}
