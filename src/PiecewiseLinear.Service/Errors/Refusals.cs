using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Service;

/// <summary>Runs use cases; what they refuse becomes a status.</summary>
internal static class Refusals
{
    /// <summary>Runs a use case whose question came in the field at <paramref name="path"/> (empty: the request itself).</summary>
    public static T In<T>(string path, Func<T> useCase)
    {
        try
        {
            return useCase();
        }
        catch (RegionQueryException e)
        {
            throw FieldError.Invalid(FieldError.Path(path, e.Field), e.Message, e);
        }
        catch (Exception e) when (e is RegionUndecidedException or EnumerationLimitException)
        {
            throw FieldError.Undecided(e.Message, e);
        }
    }
}
