namespace PiecewiseLinear.Regions;

/// <summary>
/// Pixels with four by four samples each: polygons fill the samples whose centers are inside, and a pixel is the mean of its samples in linear light. Polygons that share a side
/// leave no gap and do not overlap there, because both compute the same crossings.
/// </summary>
internal sealed class PixelCanvas(int width, int height)
{
    private const int Samples = 4;

    private readonly int _columns = width * Samples;
    private readonly int _rows = height * Samples;
    private readonly RgbColor[] _samples = new RgbColor[width * Samples * height * Samples];
    private readonly List<double> _crossings = [];
    private (double X, double Y)[] _corners = new (double, double)[16];

    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>Fills a polygon given in pixels (by the rule of even and odd).</summary>
    public void Fill(RgbColor color, ReadOnlySpan<(double X, double Y)> corners)
    {
        if (_corners.Length < corners.Length)
        {
            _corners = new (double, double)[2 * corners.Length];
        }

        double low = double.MaxValue, high = double.MinValue;
        for (int k = 0; k < corners.Length; k++)
        {
            _corners[k] = (corners[k].X * Samples, corners[k].Y * Samples);
            (low, high) = (Math.Min(low, _corners[k].Y), Math.Max(high, _corners[k].Y));
        }

        int first = Math.Max(0, (int)Math.Ceiling(low - 0.5)), last = Math.Min(_rows - 1, (int)Math.Floor(high - 0.5));
        for (int row = first; row <= last; row++)
        {
            FillRow(color, row, _corners.AsSpan(0, corners.Length));
        }
    }

    /// <summary>Draws a line of the given width with round ends.</summary>
    public void Line(RgbColor color, (double X, double Y) from, (double X, double Y) to, double lineWidth)
    {
        const int arc = 6;
        double angle = Math.Atan2(to.Y - from.Y, to.X - from.X), radius = lineWidth / 2;
        Span<(double X, double Y)> outline = stackalloc (double, double)[2 * (arc + 1)];
        for (int k = 0; k <= arc; k++)
        {
            (double sin, double cos) = Math.SinCos(angle + (Math.PI * (0.5 + ((double)k / arc))));
            outline[k] = (from.X + (radius * cos), from.Y + (radius * sin));
            outline[arc + 1 + k] = (to.X - (radius * cos), to.Y - (radius * sin));
        }

        Fill(color, outline);
    }

    /// <summary>Writes a text that starts at the given pixel (its upper left corner), each dot of the font a square of pixels; turned, it runs upwards.</summary>
    public void Text(RgbColor color, string text, int left, int top, int dot, bool turned = false)
    {
        for (int i = 0; i < text.Length; i++)
        {
            for (int row = 0; row < PixelFont.Rows; row++)
            {
                for (int column = 0; column < PixelFont.Advance - 1; column++)
                {
                    if (PixelFont.HasDot(text[i], row, column))
                    {
                        int along = ((i * PixelFont.Advance) + column) * dot, across = row * dot;
                        Rectangle(color, turned ? left + across : left + along, turned ? top - along : top + across, dot, dot);
                    }
                }
            }
        }
    }

    /// <summary>Fills a rectangle of whole pixels.</summary>
    public void Rectangle(RgbColor color, int left, int top, int rectangleWidth, int rectangleHeight)
        => Fill(color, [(left, top), (left + rectangleWidth, top), (left + rectangleWidth, top + rectangleHeight), (left, top + rectangleHeight)]);

    /// <summary>Three bytes a pixel, row by row.</summary>
    public byte[] ToPixels()
    {
        double[] linear = [.. Enumerable.Range(0, 256).Select(static c => RgbColor.Decode((byte)c))];
        byte[] pixels = new byte[3 * Width * Height];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                RgbColor mean = Mean(linear, x * Samples, y * Samples);
                int at = 3 * ((y * Width) + x);
                (pixels[at], pixels[at + 1], pixels[at + 2]) = (mean.Red, mean.Green, mean.Blue);
            }
        }

        return pixels;
    }

    private RgbColor Mean(double[] linear, int column, int row)
    {
        RgbColor first = _samples[(row * _columns) + column];
        bool even = true;
        double red = 0, green = 0, blue = 0;
        for (int k = 0; k < Samples; k++)
        {
            foreach (RgbColor sample in _samples.AsSpan(((row + k) * _columns) + column, Samples))
            {
                even &= sample == first;
                red += linear[sample.Red];
                green += linear[sample.Green];
                blue += linear[sample.Blue];
            }
        }

        const int count = Samples * Samples;
        return even ? first : new RgbColor(RgbColor.Encode(red / count), RgbColor.Encode(green / count), RgbColor.Encode(blue / count));
    }

    private void FillRow(RgbColor color, int row, ReadOnlySpan<(double X, double Y)> corners)
    {
        double y = row + 0.5;
        _crossings.Clear();
        for (int k = 0; k < corners.Length; k++)
        {
            // From the upper end to the lower one, so that both polygons of a side compute the same number.
            (double X, double Y) a = corners[k], b = corners[k + 1 == corners.Length ? 0 : k + 1];
            ((double X, double Y) upper, (double X, double Y) lower) = a.Y <= b.Y ? (a, b) : (b, a);
            if (upper.Y <= y && y < lower.Y)
            {
                _crossings.Add(upper.X + ((y - upper.Y) * (lower.X - upper.X) / (lower.Y - upper.Y)));
            }
        }

        _crossings.Sort();
        for (int k = 0; k + 1 < _crossings.Count; k += 2)
        {
            int first = Math.Max(0, (int)Math.Ceiling(_crossings[k] - 0.5)), end = Math.Min(_columns, (int)Math.Ceiling(_crossings[k + 1] - 0.5));
            if (first < end)
            {
                _samples.AsSpan((row * _columns) + first, end - first).Fill(color);
            }
        }
    }
}
