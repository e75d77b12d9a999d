namespace PiecewiseLinear.Exact;

/// <summary>A norm on R^d. Distances are measured in it; normals of half-spaces are measured in its <see cref="VectorNorms.Dual"/>.</summary>
public enum VectorNorm
{
    /// <summary>‖x‖₁ = Σ|xᵢ|; dual to <see cref="LInf"/>.</summary>
    L1,

    /// <summary>‖x‖₂ = √Σxᵢ²; dual to itself.</summary>
    L2,

    /// <summary>‖x‖∞ = max|xᵢ|; dual to <see cref="L1"/>.</summary>
    LInf,
}

/// <summary>Names and duality of norms.</summary>
public static class VectorNorms
{
    /// <summary>The norm with ‖a‖* = max {⟨a, x⟩ : ‖x‖ ≤ 1}: 1 ↔ ∞, 2 ↔ 2.</summary>
    public static VectorNorm Dual(this VectorNorm norm)
        => norm switch
        {
            VectorNorm.L1 => VectorNorm.LInf,
            VectorNorm.L2 => VectorNorm.L2,
            VectorNorm.LInf => VectorNorm.L1,
            _ => throw new ArgumentOutOfRangeException(nameof(norm), norm, "expected L1, L2 or LInf"),
        };

    /// <summary>The spelling used by the command line, JSON and certificates: <c>l1</c>, <c>l2</c> or <c>linf</c>.</summary>
    public static string Name(this VectorNorm norm)
        => norm switch
        {
            VectorNorm.L1 => "l1",
            VectorNorm.L2 => "l2",
            VectorNorm.LInf => "linf",
            _ => throw new ArgumentOutOfRangeException(nameof(norm), norm, "expected L1, L2 or LInf"),
        };

    /// <summary>The norm with that <see cref="Name"/>, or false.</summary>
    public static bool TryParse(string? name, out VectorNorm norm)
    {
        (bool known, norm) = name switch
        {
            "l1" => (true, VectorNorm.L1),
            "l2" => (true, VectorNorm.L2),
            "linf" => (true, VectorNorm.LInf),
            _ => (false, default),
        };
        return known;
    }
}
