namespace PiecewiseLinear.Regions;

/// <summary>How the decision boundary meets a region.</summary>
public enum BoundaryRelation
{
    /// <summary>One decision holds in the region's interior, up to ties on lower-dimensional pieces.</summary>
    Uncrossed,

    /// <summary>In the interior f takes both signs, or, with several outputs, two labels each win strictly somewhere.</summary>
    Crossed,

    /// <summary>No decision anywhere: f is zero on the region, or everywhere the largest output is attained twice.</summary>
    Tied,
}
