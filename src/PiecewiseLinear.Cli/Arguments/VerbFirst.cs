using System.CommandLine;

namespace PiecewiseLinear.Cli;

/// <summary>Lets options stand before the verb, as in <c>plin --point 0,0 region MODEL</c>: the parser wants the verb that owns an option first.</summary>
internal static class VerbFirst
{
    /// <summary>The arguments with the verb moved to the front; as they are where the first operand is no verb.</summary>
    public static string[] Order(RootCommand root, string[] arguments)
    {
        HashSet<string> valued = [.. root.Options.Concat(root.Subcommands.SelectMany(static verb => verb.Options))
            .Where(static option => option.ValueType != typeof(bool))
            .SelectMany(static option => option.Aliases.Prepend(option.Name))];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (root.Subcommands.Any(verb => verb.Name == arguments[i]))
            {
                return [arguments[i], .. arguments[..i], .. arguments[(i + 1)..]];
            }

            if (valued.Contains(arguments[i]))
            {
                i++; // The option's value: it may look like anything.
            }
            else if (arguments[i] == "--" || !arguments[i].StartsWith('-'))
            {
                break;
            }
        }

        return arguments;
    }
}
