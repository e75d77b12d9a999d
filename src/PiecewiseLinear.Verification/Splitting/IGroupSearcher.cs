namespace PiecewiseLinear.Verification;

/// <summary>One way to search a group for a violation or a proof; the portfolio picks one.</summary>
internal interface IGroupSearcher
{
    /// <summary>Searches until a witness is accepted, everything is proved safe, or the search is stopped.</summary>
    /// <returns>Whether everything is proved safe (and, where recorded, the proof is complete).</returns>
    bool Run(GroupSearch search);
}
