using System.Collections.Immutable;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>An S-expression with its place: a word (no children) or a list.</summary>
/// <param name="Word">The word as written; null for a list.</param>
/// <param name="Items">The items of a list; empty for a word.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Start">The first character.</param>
/// <param name="End">The character behind the last one.</param>
internal sealed record SmtNode(string? Word, ImmutableArray<SmtNode> Items, int Line, int Column, int Start, int End)
{
    /// <summary>Whether this is the given word.</summary>
    public bool Is(string word) => Word == word;

    /// <summary>The first word of a list; null where there is none.</summary>
    public string? Head => Items.IsEmpty ? null : Items[0].Word;
}
