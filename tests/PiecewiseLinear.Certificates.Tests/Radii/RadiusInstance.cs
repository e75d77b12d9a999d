using System.Collections.Immutable;
using PiecewiseLinear.Certificates.Tests.Trees;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates.Tests.Radii;

/// <summary>A small network, a question about a radius, the true claim and its certificate.</summary>
internal sealed record RadiusInstance(ModelFile Model, RadiusClaim Claim, byte[] Text)
{
    public static RadiusInstance Random(Random random)
    {
        ModelFile model = new(SmallGraphs.Next(random, mostNeurons: 5, outputs: random.Next(1, 4)));
        int d = model.Network.InputDimension, labels = Math.Max(2, model.Network.OutputDimension);
        ImmutableArray<Rational> point = [.. Enumerable.Range(0, d).Select(_ => new Rational(random.Next(-6, 7), random.Next(3) == 0 ? 1 : 5))];
        Box? box = random.Next(3) == 0 ? null : new Box([.. point.Select(x => x - new Rational(random.Next(0, 7), 3))], [.. point.Select(x => x + new Rational(random.Next(0, 7), 3))]);
        ImmutableArray<Rational> value = ExactEvaluator.Evaluate(model.Network, point);
        int label = random.Next(8) == 0 ? random.Next(labels) : value.Length == 1 ? (value[0].Sign > 0 ? 1 : 0) : Enumerable.Range(0, labels).MaxBy(j => value[j]);
        int? target = random.Next(3) > 0 ? null : (label + random.Next(1, labels)) % labels;
        RadiusClaim question = new(model.Sha256, point, (VectorNorm)random.Next(3), label, target, box, true, null, null, null)
        {
            Goal = random.Next(2) == 0 ? RadiusGoal.Beaten : (RadiusGoal)random.Next(3),
            Changes = box is null || random.Next(2) == 0 ? null : random.Next(d + 1),
        };
        RadiusClaim claim = RadiusOracle.Find(model.Network, question) is var (distance, nearest) ? question with { None = false, Lower = distance, Upper = distance, Witness = nearest }
            : question.Changes is { } few && RadiusOracle.Find(model.Network, question with { Changes = few + 1 }) is var (_, beyond) ? question with { Witness = beyond }
            : question;
        return new RadiusInstance(model, claim, Certificate(model, claim, random) ?? throw new InvalidOperationException("the prover and the oracle do not agree"));
    }

    /// <summary>A certificate of a claim, or null if it is false.</summary>
    public static byte[]? Certificate(ModelFile model, RadiusClaim claim, Random random)
    {
        using MemoryStream stream = new();
        using RadiusProofWriter writer = new(stream, claim);
        OpenBall? ball = claim.Lower is { } lower ? new OpenBall(claim.Point, claim.Norm, lower) : null;
        if (claim.NeedsTree && !new TreeProver(model.Network, claim.Unsafe(model.Network.OutputDimension), claim.Box, ball, writer, random).Prove(claim.RootBox(), claim.Changes is { } most ? new Decisions(claim.Point, most) : null))
        {
            return null;
        }

        writer.Finish();
        return stream.ToArray();
    }

    /// <summary>A certificate of the fewest changes that reach the goal in the box, or null if no changes do or none are needed.</summary>
    public byte[]? FewestChanges(Random random)
    {
        RadiusClaim question = Claim with { None = true, Lower = null, Upper = null, Witness = null };
        for (int changes = 0; question.Box is not null && changes < question.Point.Length; changes++)
        {
            RadiusClaim fewer = question with { Changes = changes };
            if (RadiusOracle.Find(Model.Network, fewer) is not null)
            {
                return null;
            }

            if (RadiusOracle.Find(Model.Network, question with { Changes = changes + 1 }) is var (_, witness))
            {
                return Certificate(Model, fewer with { Witness = witness }, random);
            }
        }

        return null;
    }

    private readonly Dictionary<string, bool> _known = [];

    /// <summary>Whether what a text claims is true.</summary>
    public bool IsTrue(byte[] text)
    {
        string first = System.Text.Encoding.ASCII.GetString(text.AsSpan(0, text.AsSpan().IndexOf((byte)'\n')));
        if (!_known.TryGetValue(first, out bool known))
        {
            _known.Add(first, known = Find(text));
        }

        return known;
    }

    private bool Find(byte[] text)
    {
        using DigestedLines lines = new(new MemoryStream(text));
        return RadiusOracle.IsTrue(Model.Network, RadiusClaimText.Read(Model.Network, CertificateOpening.Read(lines, Model.Sha256)));
    }
}
