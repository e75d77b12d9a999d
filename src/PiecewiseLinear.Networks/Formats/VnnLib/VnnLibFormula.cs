namespace PiecewiseLinear.Networks;

/// <summary>A formula of comparisons. A closed hierarchy.</summary>
internal abstract record VnnLibFormula;

/// <summary>One comparison.</summary>
internal sealed record ComparisonFormula(PropertyRow Row) : VnnLibFormula;

/// <summary>All parts hold; no part: true.</summary>
internal sealed record ConjunctionFormula(List<VnnLibFormula> Parts) : VnnLibFormula;

/// <summary>Some part holds; no part: false.</summary>
internal sealed record DisjunctionFormula(List<VnnLibFormula> Parts) : VnnLibFormula;
