using System.Collections.Concurrent;
using System.Collections.Immutable;
using PiecewiseLinear.Certificates.Tests.ReferenceProver;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Certificates.Tests;

/// <summary>Questions about golden networks: generic points, walls, corners, touching walls, boxes with fixed inputs, no box.</summary>
internal static class GoldenQuestions
{
    private static readonly ConcurrentDictionary<Question, PointRegionsCertificate> Answers = new();

    internal sealed record Question(string Network, string Point, string? Box, VectorNorm? Ball, int? Bits)
    {
        public override string ToString() => $"{Network} at {Point} in {Box ?? "R^d"}, ball {Ball?.ToString() ?? "none"}, multipliers {Bits?.ToString() ?? "exact"}";
    }

    public static IReadOnlyList<Question> All { get; } =
    [
        new("g_trap_absx", "1/2,1/3", "golden", VectorNorm.LInf, Bits: null),
        new("g_trap_absx", "0,0", "golden", VectorNorm.L2, Bits: 6),
        new("g_trap_absx", "1,-1/2", "golden", VectorNorm.L1, Bits: null),
        new("g_trap_absx", "-2,2", "golden", VectorNorm.L2, Bits: 4),
        new("g_trap_absx", "0,-1/2", null, VectorNorm.L1, Bits: null),
        new("g_dup", "1/4,-1/8", "golden", VectorNorm.L2, Bits: 5),
        new("g_dup", "1/4,1/2", null, VectorNorm.LInf, Bits: null),
        new("g_dup", "0,0", "1/4,1/4;-1,1", VectorNorm.L1, Bits: null),
        new("g_dup", "1/4,1/4", "1/4,1;-1,1", VectorNorm.LInf, Bits: null),
        new("g_dup", "1/4,-1/8", "1/4,1/4;-1,1", VectorNorm.L2, Bits: null),
        new("g_concurrent", "0,0", "golden", VectorNorm.LInf, Bits: 5),
        new("g_concurrent", "0,0", null, VectorNorm.L2, Bits: null),
        new("g_concurrent", "1,1", "golden", VectorNorm.L1, Bits: null),
        new("g_concurrent", "0,0", "0,1;0,1", VectorNorm.L2, Bits: null),
        new("g_deadlayer", "0,0", "golden", VectorNorm.L2, Bits: 5),
        new("g_deadlayer", "0,0", null, VectorNorm.L2, Bits: null),
        new("g_deadlayer", "-1/2,0", "golden", VectorNorm.L1, Bits: null),
        new("g_deadlayer", "1/2,1/2", "golden", VectorNorm.LInf, Bits: 3),
        new("g_zigzag_2d_k1", "1/2,1/2", "golden", VectorNorm.L2, Bits: 8),
        new("g_zigzag_2d_k2", "1/4,1/2", "golden", VectorNorm.LInf, Bits: 8),
        new("c_2_8x2_1", "1/3,1/5", "golden", VectorNorm.L2, Bits: 10),
        new("c_2_8x2_1", "1,-1", "golden", VectorNorm.L2, Bits: 10),
        new("d_3_16x2_1", "1/8,1/4,-1/2", "golden", Ball: null, Bits: 12),
    ];

    public static IEnumerable<object[]> Indices => Enumerable.Range(0, All.Count).Select(static i => new object[] { i });

    public static SlowDomain DomainOf(Question question)
    {
        SlowNetwork network = SlowNetwork.Golden(question.Network);
        return new SlowDomain(network, question.Box switch
        {
            null => null,
            "golden" => network.Box,
            string ends => new Box([.. ends.Split(';').Select(static e => Rational.Parse(e.Split(',')[0]))], [.. ends.Split(';').Select(static e => Rational.Parse(e.Split(',')[1]))]),
        });
    }

    public static ImmutableArray<Rational> PointOf(Question question, SlowDomain domain)
        => [.. question.Point.Split(',').Select(Rational.Parse).Select((value, j) => domain.Box is { } box && box.IsFixed(j) ? box.Lower[j] : value)];

    public static (SlowDomain Domain, PointRegionsCertificate Certificate) Answer(Question question)
    {
        SlowDomain domain = DomainOf(question);
        return (domain, Answers.GetOrAdd(question, _ =>
            Prover.Prove(domain, PointOf(question, domain), new Prover.Options(Ball: question.Ball, MultiplierBits: question.Bits))));
    }
}
