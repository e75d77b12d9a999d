using System.Text.RegularExpressions;
using PiecewiseLinear.Architecture.Tests.Tree;

namespace PiecewiseLinear.Architecture.Tests.Sources;

/// <summary>
/// There is no epsilon in a decision. Nobody can see in a text whether a small constant decides, so every file of <c>src</c> that has one
/// says here what it is for; a new one has to be argued.
/// </summary>
public sealed partial class SmallConstantTests
{
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["Certificates/Checking/Properties/RoundingCharge.cs"] = "the unit roundoff of a proven error bound",
        ["Exact/Filters/RigorousSum.cs"] = "the underflow terms of a proven error bound",
        ["Networks/Evaluation/AffineEnclosure.cs"] = "the unit roundoff and underflow terms of a proven error bound",
        ["Networks/Formats/Onnx/Lowering/ExactProducts.cs"] = "above it a fused multiply-add shows whether a product was rounded; below, exact numbers do",
        ["Networks/Formats/Onnx/Operators/BatchNormalizationLowering.cs"] = "the default that ONNX gives the attribute epsilon",
        ["Networks/Formats/Onnx/Operators/BentLowering.cs"] = "the default that ONNX gives the attribute alpha of LeakyRelu",
        ["Polyhedra/DenseSimplex/PrimalSearch.cs"] = "steers the simplex; its answers are candidates",
        ["Polyhedra/ExactLinearPrograms/BasisGuess.cs"] = "guesses which rows to try as a basis; the basis is checked exactly",
        ["Polyhedra/ExactLinearPrograms/ExactBasis.cs"] = "where free coordinates are put; any value is right, tiny ones would only be long",
        ["Polyhedra/ExactLinearPrograms/ExactRatioTest.cs"] = "widens a bound by more than its rounding errors, to keep it an upper bound",
        ["Polyhedra/Facets/ClarksonScheme.cs"] = "chooses which exact proof to try first",
        ["Polyhedra/Facets/DualDescent.cs"] = "when to give up looking for multipliers; what is found is proved like any other",
        ["Polyhedra/Facets/MultiplierRounding.cs"] = "the unit roundoff and underflow terms of a proven error bound",
        ["Polyhedra/Facets/NormalCone.cs"] = "chooses which multipliers to offer for exact checking",
        ["Polyhedra/Facets/PolarRays.cs"] = "guesses whether a ray's first hit is alone; each facet is proved exactly",
        ["Polyhedra/Facets/RowFilter.cs"] = "the underflow term of a proven error bound",
        ["Polyhedra/Facets/RowGroups.cs"] = "the unit roundoff and underflow terms of a proven window; equality itself is exact",
        ["Polyhedra/Facets/TiltedObjective.cs"] = "how much a proposal's objective is tilted; a facet found with it is proved exactly",
        ["Polyhedra/InscribedBalls/BallBounds.cs"] = "below it a proven window could lose its accuracy to underflow, and every row is taken",
        ["Polyhedra/InscribedBalls/BallProgram.cs"] = "leaves negligible multipliers out of the evidence; the bound of those that are left is exact",
        ["Polyhedra/InscribedBalls/BallSearch.cs"] = "when the search for a ball takes in no more rows; both bounds of its radius are proved from all rows",
        ["Polyhedra/NearestPoints/ProjectionSearch.cs"] = "steers the search for the nearest point; its answers are candidates",
        ["Regions/Lines/SegmentForms.cs"] = "the underflow term of a proven error bound",
        ["Regions/Pictures/PlaneFrame.cs"] = "chooses which ticks an axis shows",
        ["Regions/Pictures/RgbColor.cs"] = "the constants of color spaces",
        ["Regions/Pictures/RegionPalette.cs"] = "steps of lightness and chroma",
        ["Regions/Statistics/AffineRows/RowRegression.cs"] = "leaves out directions of a descriptive regression in doubles that nothing is decided by",
        ["Regions/Statistics/Summaries/Distribution.cs"] = "the 5 % quantile of a distribution that is shown",
        ["Solvers.Clp/ClpAnswer.cs"] = "whether a ray is worth offering as a candidate; it is checked exactly",
        ["Solvers.OrTools/OrToolsSession.cs"] = "whether a ray is worth offering as a candidate; it is checked exactly",
        ["Verification/Attacks/GradientAttack.cs"] = "the last step of an attack; what it finds is confirmed exactly",
        ["Verification/Bounds/Relaxation.cs"] = "when to write a slope into a proof although it is the canonical one",
        ["Verification/Bounds/RoundingBudget.cs"] = "the unit roundoff of a proven error bound",
        ["Verification/Radii/CellFinisher.cs"] = "when to split a neuron although its bounds settle it, and when to look for an exact distance; distances are decided exactly",
        ["Verification/Radii/PartDistance.cs"] = "lowers a bound of a distance by more than the rounding errors of a quotient and a norm of a million terms",
        ["Verification/Splitting/Neurons/NeuronRoot.cs"] = "the least gain for which a bound is written into the proof; the bound is proved",
        ["Verification/Splitting/OwnBox.cs"] = "the least share of a box worth cutting off; each cut is proved",
    };

    [Fact]
    public void Every_small_constant_has_a_reason()
    {
        var found = WorkingTree.Files("*.cs", "src")
            .Select(file => (File: WorkingTree.Relative(file)["src/PiecewiseLinear.".Length..], Constants: Constants(file)))
            .Where(entry => entry.Constants.Count > 0)
            .ToList();
        WorkingTree.HasNone(
            found.Where(entry => !Reasons.ContainsKey(entry.File)).Select(entry => $"{entry.File}: {string.Join(", ", entry.Constants)}"),
            "A small constant without a reason (does it decide something?):");
        WorkingTree.HasNone(Reasons.Keys.Except(found.Select(entry => entry.File)), "A reason for a file without small constants:");
    }

    private static List<string> Constants(string file) =>
        [.. SmallConstant().Matches(CodeText.WithoutComments(File.ReadAllText(file))).Select(match => match.Value)];

    [GeneratedRegex(@"(?<![\w.])\d[\d_]*(\.\d+)?[eE]-\d+|(?<![\w.])0?\.0+[1-9]\d*|\b(double|float|Double|Single)\.Epsilon\b")]
    private static partial Regex SmallConstant();
}
