namespace PiecewiseLinear.EndToEnd.Tests.Guides;

/// <summary>The reader of guides itself: it would be easy to write one that never fails.</summary>
public sealed class GuideBlockTests
{
    [Fact]
    public void Only_marked_blocks_are_read()
    {
        var blocks = GuideBlock.Of("text\n```sh\nno\n```\n```console test\n$ yes\n```\n");

        var block = Assert.Single(blocks);
        Assert.Equal(("console", 5, "$ yes"), (block.Language, block.Line, block.Content));
    }

    [Fact]
    public void A_command_may_go_on_over_lines_and_has_the_output_below_it()
    {
        var block = new GuideBlock("console", 1, "$ one \\\n  more\nout 1\nout 2\n$ two");

        Assert.Equal([("one \\\n  more", "out 1\nout 2"), ("two", "")], block.Commands());
    }

    [Theory]
    [InlineData("a b", "a b\n", true)]
    [InlineData("a b", "a c", false)]
    [InlineData("a.b", "axb", false)]
    [InlineData("took … ms", "took 1.25 ms", true)]
    [InlineData("took … ms", "took 1\n2 ms", false)]
    [InlineData("first\n…\nlast", "first\n1\n2\nlast", true)]
    [InlineData("first\n…\nlast", "first\nlast", true)]
    [InlineData("first\n…\nlast", "first\nlast?", false)]
    [InlineData("first\n…", "first\n1\n2", true)]
    [InlineData("…\nlast", "1\n2\nlast", true)]
    [InlineData("", "anything", false)]
    public void Output_is_compared(string shown, string actual, bool expected) => Assert.Equal(expected, GuideBlock.Matches(shown, actual));
}
