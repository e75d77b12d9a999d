namespace PiecewiseLinear.Regions;

/// <summary>A small font of 5 × 7 dots for pictures of pixels: digits, small letters, the signs that captions use. What is not in it is drawn as a question mark.</summary>
internal static class PixelFont
{
    /// <summary>The dots from one letter to the next.</summary>
    public const int Advance = 6;

    /// <summary>The rows of a letter.</summary>
    public const int Rows = 7;

    private const string Letters = "0123456789abcdefghijklmnopqrstuvwxyz-+.,:;=()[]/·<>%_?";

    // A letter is seven digits of base 32, a row each, the leftmost dot the highest bit.
    private const string Dots =
        "ehjlphe 4c4444e eh1248v v2421he 26aiv22 vgu11he 68guhhe v124888 ehhehhe ehhf12c 00e1fhf gguhhhu 00fgggf 11fhhhf 00ehvge 68u8888 "
        + "00fhf1e gguhhhh 40c444e 20222ic ggikoki c44444e 00qllll 00uhhhh 00ehhhe 00uhugg 00fhf11 00moggg 00fge1u 88u8886 00hhhhf 00hhaa4 "
        + "00lllla 00ha4ah 00hhf1e 00v248v 000v000 044v440 00000cc 0000cc8 0cc0cc0 0cc0cc8 00v0v00 2488842 8422248 e88888e e22222e 11248gg "
        + "0004000 248g842 8421248 pp248jj 000000v eh12404";

    /// <summary>Whether a letter has a dot in a column (0 to 4) of a row (0 to 6).</summary>
    public static bool HasDot(char letter, int row, int column)
    {
        char small = char.ToLowerInvariant(letter);
        if (small == ' ')
        {
            return false;
        }

        int index = Letters.IndexOf(small, StringComparison.Ordinal);
        char digit = Dots[((index < 0 ? Letters.Length - 1 : index) * (Rows + 1)) + row];
        int bits = digit <= '9' ? digit - '0' : digit - 'a' + 10;
        return ((bits >> (4 - column)) & 1) == 1;
    }
}
