using System.Globalization;
using System.Text;

namespace PiecewiseLinear.Regions;

/// <summary>Path data of SVG in its shortest spelling: relative moves and lines of integers, a space only where no sign separates.</summary>
/// <param name="text">Where it is written.</param>
internal sealed class SvgPathData(StringBuilder text)
{
    private int _x;
    private int _y;

    /// <summary>Starts a figure.</summary>
    public void Move(int x, int y) => Command('m', x, y);

    /// <summary>Draws the first line of a figure.</summary>
    public void Line(int x, int y) => Command('l', x, y);

    /// <summary>Draws a further line of a figure.</summary>
    public void NextLine(int x, int y)
    {
        Number(x - _x, afterNumber: true);
        Number(y - _y, afterNumber: true);
        (_x, _y) = (x, y);
    }

    /// <summary>Closes a figure, which brings the pen back to its start.</summary>
    public void Close(int startX, int startY)
    {
        text.Append('z');
        (_x, _y) = (startX, startY);
    }

    private void Command(char command, int x, int y)
    {
        text.Append(command);
        Number(x - _x, afterNumber: false);
        Number(y - _y, afterNumber: true);
        (_x, _y) = (x, y);
    }

    private void Number(int value, bool afterNumber)
    {
        if (afterNumber && value >= 0)
        {
            text.Append(' ');
        }

        text.Append(CultureInfo.InvariantCulture, $"{value}");
    }
}
