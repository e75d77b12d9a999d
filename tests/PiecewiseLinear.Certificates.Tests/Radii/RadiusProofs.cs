using PiecewiseLinear.Certificates.Tests.Trees;

namespace PiecewiseLinear.Certificates.Tests.Radii;

/// <summary>Certificates of radii written by hand, and what both checkers say to them.</summary>
internal static class RadiusProofs
{
    /// <summary>The text of a claim about a model with a tree.</summary>
    public static byte[] Proof(ModelFile model, RadiusClaim claim, Action<ProofTreeWriter> tree)
    {
        using MemoryStream stream = new();
        using RadiusProofWriter writer = new(stream, claim with { NetworkSha256 = model.Sha256 });
        tree(writer);
        writer.Finish();
        return stream.ToArray();
    }

    /// <summary>All texts get the verdict from both checkers.</summary>
    public static void Expect(string kind, ModelFile model, params (string Name, byte[] Text)[] texts)
    {
        IReadOnlyList<string> verdicts = model.OfBoth(texts);
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.True(verdicts[i].StartsWith(kind + " ", StringComparison.Ordinal), $"{texts[i].Name}: {verdicts[i]}\n{System.Text.Encoding.ASCII.GetString(texts[i].Text)}");
        }
    }
}
