using System.Numerics;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Regions;

/// <summary>Proofs that a form is nowhere positive on a region, from multipliers that an engine proposes.</summary>
internal static class FormBound
{
    /// <summary>The bits that are kept of the multipliers, relative to the largest.</summary>
    private const int MultiplierBits = 44;

    /// <summary>
    /// Whether multipliers λ ≥ 0 (in the scale of the mirror) prove form ≤ 0 on the region: form(x) = Σλᵢ⟨aᵢ, x⟩ + ⟨ρ, x⟩ + c ≤ Σλᵢbᵢ + max {⟨ρ, x⟩ : box} + c for whatever
    /// λ ≥ 0, and that sum is computed exactly. Without a box, or where the form touches zero, it says no; exact linear programming must decide then.
    /// </summary>
    public static bool ProvesNowherePositive(RegionSystem system, ReducedForm form, double[]? multipliers)
    {
        HRepresentation rows = system.Polyhedron;
        if (system.Domain.Box is not { } box || multipliers is null || multipliers.Length < rows.Count)
        {
            return false;
        }

        int[] used = [.. Enumerable.Range(0, rows.Count).Where(i => multipliers[i] > 0 && double.IsFinite(multipliers[i]))];

        // λᵢ of the exact row is λᵢ/2^eᵢ; all of them over one power of two, cut to the bits that matter.
        int top = used.Length == 0 ? 0 : used.Max(i => Math.ILogB(multipliers[i]));
        int least = used.Length == 0 ? 0 : used.Min(i => top - MultiplierBits - rows.ScaleExponent(i));
        int bits = Bits(form);

        // The mirrored objective was the form over 2^bits; everything below is multiplied by 2^shift beyond the form's own integers.
        int shift = Math.Max(0, -(bits + least));
        BigInteger[] residual = [.. form.Normal.Select(a => a << shift)];
        BigInteger bound = form.Constant << shift;
        int common = bits + least + shift;
        foreach (int i in used)
        {
            BigInteger weight = new BigInteger(Math.ScaleB(multipliers[i], MultiplierBits - top)) << (top - MultiplierBits - rows.ScaleExponent(i) - least + common);
            if (weight.IsZero)
            {
                continue;
            }

            HalfSpace row = rows.Rows[i];
            bound += weight * row.Offset;
            for (int j = 0; j < residual.Length; j++)
            {
                residual[j] -= weight * row.Normal[j];
            }
        }

        Rational total = bound;
        for (int j = 0; j < residual.Length; j++)
        {
            if (!residual[j].IsZero)
            {
                int input = system.Domain.FreeInputs[j];
                total += (Rational)residual[j] * (residual[j].Sign > 0 ? box.Upper[input] : box.Lower[input]);
            }
        }

        return total.Sign <= 0;
    }

    /// <summary>The bits of the largest number of a form.</summary>
    public static int Bits(ReducedForm form) => form.Normal.Append(form.Constant).Max(static a => (int)BigInteger.Abs(a).GetBitLength());

    /// <summary>The mirror of an objective: its coefficients over 2^bits of the largest number of the form.</summary>
    public static double[] Mirror(ReducedForm form)
    {
        int bits = Bits(form);
        return [.. form.Normal.Select(a => new Dyadic(a, -bits).ToDoubleApproximate())];
    }
}
