namespace PiecewiseLinear.Verification;

/// <summary>The root box of a search with its bounds, and the maker of engines that bound boxes inside it.</summary>
internal abstract class BoundedRoot
{
    /// <summary>The number of hidden neurons.</summary>
    public abstract int Neurons { get; }

    /// <summary>Whether the magnitudes on the root box allow any bound to be claimed.</summary>
    public abstract bool IsUsable { get; }

    /// <summary>The root box and the bounds of all neurons on it.</summary>
    public abstract BoxBounds Box { get; }

    /// <summary>An engine for one thread.</summary>
    public abstract LinearBounds Open();
}
