using System.Collections.Frozen;

namespace PiecewiseLinear.Rpc.Binding;

/// <summary>All methods served, by name.</summary>
internal sealed class MethodTable(IEnumerable<KeyValuePair<string, BoundMethod>> methods)
{
    private readonly FrozenDictionary<string, BoundMethod> _methods = methods.ToFrozenDictionary(StringComparer.Ordinal);

    public IEnumerable<string> Names => _methods.Keys;

    /// <summary>The method of this name (<c>package.Service/Method</c>, case counts), or null.</summary>
    public BoundMethod? Find(string name) => _methods.GetValueOrDefault(name);
}
