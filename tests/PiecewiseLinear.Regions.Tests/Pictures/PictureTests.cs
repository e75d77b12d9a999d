using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.TestKit;

namespace PiecewiseLinear.Regions.Tests.Pictures;

/// <summary>What is in the files of pictures.</summary>
public sealed partial class PictureTests
{
    [Fact]
    public void An_svg_is_well_formed_and_its_paths_are_the_polygons()
    {
        PictureScene scene = Triangles();
        XDocument svg = XDocument.Parse(Encoding.UTF8.GetString(SvgPicture.Write(scene)));
        XNamespace ns = "http://www.w3.org/2000/svg";
        List<List<(int X, int Y)>> figures = [.. svg.Descendants(ns + "path").Where(static path => path.Attribute("d")!.Value.Contains('z', StringComparison.Ordinal) && path.Attribute("fill") is not null)
            .SelectMany(static path => Figures(path.Attribute("d")!.Value))];
        Assert.Equal([[(0, 6400), (6400, 6400), (0, 0)], [(6400, 6400), (6400, 0), (0, 0)]], figures);
        Assert.Contains(svg.Descendants(ns + "text"), static text => text.Value == "a < b & c");
        Assert.Contains(svg.Descendants(ns + "text"), static text => text.Value == "−0.5");
    }

    [Fact]
    public void The_same_question_gives_the_same_bytes_in_any_culture()
    {
        byte[] svg = SvgPicture.Write(Moons(SliceColoring.Class)), png = PngPicture.Write(Moons(SliceColoring.Class));
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            odd.NumberFormat.NumberDecimalSeparator = ",";
            odd.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = odd;
            Assert.Equal(svg, SvgPicture.Write(Moons(SliceColoring.Class)));
            Assert.Equal(png, PngPicture.Write(Moons(SliceColoring.Class)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_png_decodes_to_pixels_of_the_right_colors()
    {
        (int width, int height, byte[] pixels) = Decode(PngPicture.Write(Triangles()));
        Assert.Equal((2 * (64 + 640 + 24), pixels.Length), (width, 3 * width * height));
        int top = height - (2 * 54) - 1280;
        Assert.Equal(new RgbColor(255, 0, 0), At((2 * 64) + 320, top + 960));
        Assert.Equal(new RgbColor(0, 0, 255), At((2 * 64) + 960, top + 320));
        Assert.Equal(new RgbColor(255, 255, 255), At(width - 5, top + 700));

        RgbColor At(int x, int y) => new(pixels[3 * ((y * width) + x)], pixels[(3 * ((y * width) + x)) + 1], pixels[(3 * ((y * width) + x)) + 2]);
    }

    [Fact]
    public void Polygons_that_share_sides_leave_no_gap_in_the_pixels()
    {
        const int size = 60;
        PixelCanvas canvas = new(size, size);
        canvas.Rectangle(new RgbColor(255, 255, 255), 0, 0, size, size);
        Random random = new(7);
        (double X, double Y) middle = (29.3, 31.7);
        (double X, double Y)[] ring = [.. Enumerable.Range(0, 37).Select(i => (30 + (100 * Math.Cos(i * 2 * Math.PI / 37)), 30 + (100 * Math.Sin(i * 2 * Math.PI / 37))))];
        for (int i = 0; i < ring.Length; i++)
        {
            canvas.Fill(new RgbColor(0, (byte)random.Next(200), 0), [middle, ring[i], ring[(i + 1) % ring.Length]]);
        }

        byte[] pixels = canvas.ToPixels();
        Assert.All(Enumerable.Range(0, size * size), i => Assert.Equal((0, 0), (pixels[3 * i], pixels[(3 * i) + 2])));
    }

    [Fact]
    public void Every_coloring_of_moons_draws_its_polygons_and_walls()
    {
        foreach (SliceColoring coloring in Enum.GetValues<SliceColoring>())
        {
            PictureScene scene = Moons(coloring);
            // Of 237 regions, 13 of them cut in two by the boundary, a few are smaller than the grid.
            int most = coloring == SliceColoring.Class ? 237 + 13 : 237;
            Assert.InRange(scene.PolygonCount, most - 5, most);
            Assert.Equal(2 * 13, scene.BoundaryEnds.Count);

            // 446 interior sides, as counted by the facts; all are walls when colored by depth.
            int walls = scene.Walls().Sum(static layer => layer.Ends.Count) / 2;
            Assert.InRange(walls, coloring == SliceColoring.Depth ? 436 : 0, coloring == SliceColoring.Depth ? 446 : 0);
        }
    }

    [Fact]
    public void A_polygon_takes_about_twenty_bytes()
    {
        ReluNetwork network = GoldenNetwork.Load("a_2_32x3_1").Network;
        (PictureScene scene, SliceSummary summary) = SlicePicture.Draw(
            new SliceQuery { Network = network, Slice = PlaneSlice.OfInputs(Box.Cube(2, -1, 1)) }, SliceColoring.Map, "golden a", ("x", "y"), CancellationToken.None);
        Assert.Equal(2788, summary.Regions);
        Assert.InRange(SvgPicture.Write(scene).Length, 10 * 2788, 36 * 2788);
    }

    [Fact]
    public void Ticks_are_round_and_inside()
    {
        Assert.Equal(["-1.0", "-0.5", "0.0", "0.5", "1.0"], PlaneFrame.Ticks(-1, 1).Select(static tick => tick.Text).Select(static text => text == "0" ? "0.0" : text));
        Assert.Equal(["0", "20000", "40000", "60000", "80000", "100000"], PlaneFrame.Ticks(0, 100000).Select(static tick => tick.Text));
        foreach ((double from, double to) in new[] { (-0.3, 0.31), (1e-7, 3e-7), (-5e5, 2e6), (0.999, 1.001) })
        {
            (double Value, string Text)[] ticks = [.. PlaneFrame.Ticks(from, to)];
            Assert.InRange(ticks.Length, 2, 9);
            Assert.All(ticks, tick => Assert.InRange(tick.Value, from, to));
            Assert.All(ticks, tick => Assert.Equal(tick.Value, double.Parse(tick.Text, CultureInfo.InvariantCulture), (to - from) / 100));
        }
    }

    [Fact]
    public void The_colors_are_those_of_their_space()
    {
        // Ottosson's own examples: white, and the sRGB primaries to the nearest step.
        Assert.Equal(new RgbColor(255, 255, 255), RgbColor.FromOklch(1, 0, 0));
        Assert.Equal(new RgbColor(255, 0, 0), RgbColor.FromOklch(0.62796, 0.25768, 29.234 / 360));
        Assert.Equal(new RgbColor(0, 0, 255), RgbColor.FromOklch(0.45201, 0.31321, 264.052 / 360));
        Assert.Equal("#f00", new RgbColor(255, 0, 0).ToString());
        Assert.Equal(new RgbColor(18, 52, 86), RgbColor.Parse("#123456"));
    }

    private static PictureScene Triangles()
    {
        PictureScene scene = new(new PlaneFrame(-1, 1, -1, 1)) { Title = "a < b & c", Outlines = false };
        scene.Fill(new RgbColor(255, 0, 0), [new(-1, -1), new(1, -1), new(-1, 1)]);
        scene.Fill(new RgbColor(0, 0, 255), [new(1, -1), new(1, 1), new(-1, 1)]);
        scene.Fill(new RgbColor(0, 255, 0), [new(0, 0), new(1e-9, 0), new(0, 1e-9)]);
        return scene;
    }

    private static PictureScene Moons(SliceColoring coloring)
    {
        ReluNetwork network = NetworkFile.Load(RepositoryRoot.Combine("models", "moons", "moons.onnx")).Network;
        PlaneSlice slice = PlaneSlice.OfInputs(new Box([new Rational(-3, 2), -1], [new Rational(5, 2), new Rational(3, 2)]));
        return SlicePicture.Draw(new SliceQuery { Network = network, Slice = slice }, coloring, "moons", ("x", "y"), CancellationToken.None).Scene;
    }

    /// <summary>A reader of relative paths of m, l and z.</summary>
    private static IEnumerable<List<(int X, int Y)>> Figures(string data)
    {
        (int x, int y) = (0, 0);
        foreach (string figure in data.Split('z', StringSplitOptions.RemoveEmptyEntries))
        {
            int[] numbers = [.. Number().Matches(figure).Select(static match => int.Parse(match.Value, CultureInfo.InvariantCulture))];
            List<(int X, int Y)> corners = [];
            for (int i = 0; i < numbers.Length; i += 2)
            {
                (x, y) = (x + numbers[i], y + numbers[i + 1]);
                corners.Add((x, y));
            }

            (x, y) = corners[0];
            yield return corners;
        }
    }

    /// <summary>A reader of PNG files with 8-bit colors and the filter "up".</summary>
    private static (int Width, int Height, byte[] Pixels) Decode(byte[] file)
    {
        int width = 0, height = 0;
        using MemoryStream data = new();
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            string type = Encoding.ASCII.GetString(file, at + 4, 4);
            if (type == "IHDR")
            {
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at + 8)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at + 12)));
            }
            else if (type == "IDAT")
            {
                data.Write(file, at + 8, length);
            }

            at += 12 + length;
        }

        data.Position = 0;
        using ZLibStream zlib = new(data, CompressionMode.Decompress);
        using MemoryStream raw = new();
        zlib.CopyTo(raw);
        byte[] rows = raw.ToArray(), pixels = new byte[3 * width * height];
        for (int y = 0; y < height; y++)
        {
            Assert.Equal(2, rows[y * ((3 * width) + 1)]);
            for (int i = 0; i < 3 * width; i++)
            {
                pixels[(y * 3 * width) + i] = (byte)(rows[(y * ((3 * width) + 1)) + 1 + i] + (y == 0 ? 0 : pixels[((y - 1) * 3 * width) + i]));
            }
        }

        return (width, height, pixels);
    }

    [GeneratedRegex("-?[0-9]+")]
    private static partial Regex Number();
}
