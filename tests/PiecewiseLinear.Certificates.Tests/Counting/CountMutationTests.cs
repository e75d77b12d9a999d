using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PiecewiseLinear.Certificates.Tests.Checkers;
using PiecewiseLinear.Certificates.Tests.Mutations;
using PiecewiseLinear.Certificates.Tests.ReferenceProver;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates.Tests.Counting;

/// <summary>
/// Every field of every line of a count is changed, the seal recomputed: both checkers reject the mutant with a reason, or both accept it and brute
/// force shows that its claim is true. SOAK_MINUTES lifts the cap on mutants.
/// </summary>
public sealed class CountMutationTests
{
    private const int Seed = 20261123;

    private static int Cap => Environment.GetEnvironmentVariable("SOAK_MINUTES") is { Length: > 0 } ? int.MaxValue : 500;

    [Theory]
    [InlineData("g_concurrent", true, true)]
    [InlineData("g_dup", true, true)]
    [InlineData("g_deadlayer", true, true)]
    [InlineData("g_trap_absx", false, false)]
    [InlineData("g_zigzag_2d_k1", false, true)]
    [InlineData("random 1", true, true)]
    [InlineData("random 2", true, true)]
    [InlineData("random 3", true, true)]
    [InlineData("random 4", true, true)]
    public void Every_mutant_is_rejected_or_still_true(string name, bool facets, bool decisions)
    {
        using SmallNetworks networks = new();
        SlowNetwork network = Network(networks, name);
        (string Name, byte[] Text)[] mutants = [.. CertificateMutations.Of(CountProver.Prove(network, network.Box, facets, decisions).Text)];
        if (mutants.Length > Cap)
        {
            new Random(Seed).Shuffle(mutants);
            mutants = mutants[..Cap];
        }

        IReadOnlyList<string> verdicts = Verdicts.OfBoth(network, mutants);
        Dictionary<Box, RegionCountTotals> known = [];
        int accepted = 0;
        for (int i = 0; i < mutants.Length; i++)
        {
            if (Verdicts.Kind(verdicts[i]) == "VALID")
            {
                accepted++;
                Assert.True(IsTrue(network, mutants[i].Text, known), $"{name}, {mutants[i].Name}: accepted, but false\n{Encoding.ASCII.GetString(mutants[i].Text)}");
            }
            else
            {
                Assert.True(verdicts[i].Length > "INVALID ".Length, $"{mutants[i].Name}: rejected without a reason");
            }
        }

        Assert.True(accepted < mutants.Length / 5, string.Create(CultureInfo.InvariantCulture, $"{name}: {accepted} of {mutants.Length} mutants accepted"));
    }

    [Fact]
    public void Mutations_reach_every_field_of_every_kind_of_line()
    {
        SlowNetwork network = SlowNetwork.Golden("g_concurrent");
        HashSet<string> fields = [];
        foreach (string line in CertificateText.BodyOf(CountProver.Prove(network, network.Box, facets: true, decisions: true).Text))
        {
            fields.UnionWith(LineMutations.Of(line).Where(static mutant => mutant.Name.StartsWith('/')).Select(mutant => $"{line.Split('"')[1]} {mutant.Name.Split('/', ':')[1]}"));
        }

        string[] expected =
        [
            .. "format version network kind box facets decisions".Split(' ').Select(static field => $"format {field}"),
            .. "steps leaf facets decision".Split(' ').Select(static field => $"steps {field}"),
            .. "complete regions per_layer facet_incidences neighbor_pairs crossed_by_boundary tied_regions".Split(' ').Select(static field => $"complete {field}"),
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), fields.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_change_of_the_seal_is_rejected()
    {
        SlowNetwork network = SlowNetwork.Golden("g_dup");
        (string Name, byte[] Text)[] mutants = [.. CertificateMutations.OfTheSeal(CountProver.Prove(network, network.Box, facets: true, decisions: true).Text)];
        Assert.All(mutants.Zip(Verdicts.OfBoth(network, mutants)), static pair => Assert.True(Verdicts.Kind(pair.Second) != "VALID", $"{pair.First.Name}: {pair.Second}"));
    }

    private static SlowNetwork Network(SmallNetworks networks, string name)
        => name.Split(' ') is ["random", var number]
            ? networks.Random(new Random(int.Parse(number, CultureInfo.InvariantCulture)), number switch { "1" => [2, 3, 3, 3], "2" => [3, 4, 2], "3" => [1, 3, 3, 4], _ => [2, 5, 3] }, 2, 3)
            : SlowNetwork.Golden(name);

    /// <summary>Compares what the first and the last line claim with brute force.</summary>
    private static bool IsTrue(SlowNetwork network, byte[] text, Dictionary<Box, RegionCountTotals> known)
    {
        string[] body = CertificateText.BodyOf(text);
        JsonNode first = JsonNode.Parse(body[0])!, last = JsonNode.Parse(body[^1])!;
        Rational[][] ends = [.. first["box"]!.AsArray().Select(static pair => pair!.AsArray().Select(static end => CanonicalNumber.TryRead(end!.GetValue<string>(), out Rational value, out _) ? value : throw new FormatException()).ToArray())];
        Box box = new([.. ends.Select(static end => end[0])], [.. ends.Select(static end => end[1])]);
        if (!known.TryGetValue(box, out RegionCountTotals? truth))
        {
            known[box] = truth = BruteCount.Of(network, box);
        }

        bool complete = last["complete"]!.GetValue<bool>();
        (string Name, long? True)[] numbers =
        [
            ("regions", truth.Regions), ("facet_incidences", truth.FacetIncidences), ("neighbor_pairs", truth.NeighborPairs),
            ("crossed_by_boundary", truth.CrossedByBoundary), ("tied_regions", truth.TiedRegions),
        ];
        return numbers.All(number => Holds(last[number.Name], number.True!.Value, complete))
            && last["per_layer"]!.AsArray().Zip(truth.PerLayer, (claim, number) => Holds(claim, number, complete)).All(static holds => holds);
    }

    private static bool Holds(JsonNode? claim, long truth, bool complete)
        => claim is null || (long.Parse(claim.GetValue<string>(), CultureInfo.InvariantCulture) is var number && (complete ? number == truth : number <= truth));
}
