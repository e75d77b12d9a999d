"""A small writer of SVG panels. Exact coordinates come in; rounding to 1/100 of a pixel happens here, last, and in integers."""
from fractions import Fraction
from math import floor

INK, PAPER = "#1b2733", "#ffffff"
FIRST, SECOND, BOUNDARY = "#1f5f9e", "#d9731a", "#b3123c"
FONT = "font-family='Helvetica, Arial, sans-serif'"


class Picture:
    """Panels side by side, each a box of the plane drawn in a square or rectangle of pixels."""

    def __init__(self, title, width, height):
        self.width, self.height = width, height
        self.lines = [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' height='{height}' role='img'>",
            f"<title>{title}</title>",
            f"<rect width='{width}' height='{height}' fill='{PAPER}'/>"]

    def text(self, x, y, content, size=13, color=INK, anchor="middle", weight="normal"):
        self.lines.append(
            f"<text x='{pixel(x)}' y='{pixel(y)}' {FONT} font-size='{size}' font-weight='{weight}' fill='{color}' text-anchor='{anchor}'>{content}</text>")

    def raw(self, line):
        self.lines.append(line)

    def write(self, path):
        path.write_text("\n".join([*self.lines, "</svg>", ""]), encoding="utf-8")


class Panel:
    """The map from a box of the plane to pixels, and what can be drawn with it."""

    def __init__(self, picture, box, left, top, width, caption):
        (self.x0, x1), (self.y0, y1) = box
        self.picture, self.left, self.top, self.width = picture, left, top, width
        self.scale = Fraction(width) / (x1 - self.x0)
        self.height = self.scale * (y1 - self.y0)
        picture.text(left + Fraction(width, 2), top - 8, caption)

    def place(self, point):
        return (self.left + self.scale * (point[0] - self.x0), self.top + self.height - self.scale * (point[1] - self.y0))

    def polygon(self, vertices, fill="none", stroke="none", width=1.0, extra=""):
        points = " ".join(f"{pixel(x)},{pixel(y)}" for x, y in map(self.place, vertices))
        self.picture.raw(f"<polygon points='{points}' fill='{fill}' stroke='{stroke}' stroke-width='{width}' stroke-linejoin='round'{extra}/>")

    def segment(self, ends, stroke, width, extra=""):
        (px, py), (qx, qy) = map(self.place, ends)
        self.picture.raw(
            f"<line x1='{pixel(px)}' y1='{pixel(py)}' x2='{pixel(qx)}' y2='{pixel(qy)}' stroke='{stroke}' stroke-width='{width}' stroke-linecap='round'{extra}/>")

    def dot(self, point, radius=4, fill=INK):
        x, y = self.place(point)
        self.picture.raw(f"<circle cx='{pixel(x)}' cy='{pixel(y)}' r='{radius}' fill='{fill}' stroke='{PAPER}' stroke-width='1'/>")

    def label(self, point, content, size=12, color=INK, weight="normal"):
        x, y = self.place(point)
        self.picture.text(x, y + Fraction(size, 3), content, size, color, weight=weight)

    def frame(self):
        self.picture.raw(
            f"<rect x='{pixel(self.left)}' y='{pixel(self.top)}' width='{pixel(self.width)}' height='{pixel(self.height)}' fill='none' stroke='{INK}' stroke-width='1.4'/>")


def pixel(value):
    """A number of pixels as text, rounded to 1/100 (halves upwards)."""
    hundredths = floor(Fraction(value) * 100 + Fraction(1, 2))
    sign, hundredths = ("-", -hundredths) if hundredths < 0 else ("", hundredths)
    whole, rest = divmod(hundredths, 100)
    return f"{sign}{whole}" + (f".{rest:02}".rstrip("0") if rest else "")


def tint(family, member=0):
    """A pale color; members of one family share their hue."""
    hue = (family * 222) % 360
    return f"hsl({hue}, {46 + member * 13 % 24}%, {88 + member * 5 % 9 - 3}%)"


def center(vertices):
    """The mean of a polygon's vertices: a point inside it."""
    return tuple(sum(vertex[axis] for vertex in vertices) / len(vertices) for axis in (0, 1))
