using System.Globalization;

namespace Latent.Pictures;

/// <summary>A colour of 8 bits a channel.</summary>
public readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>The colour as a style sheet spells it: <c>#3b6fd4</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");
}

/// <summary>Colours for amounts and for classes.</summary>
public static class ColourMap
{
    private const int Steps = 256;
    private static readonly Colour[] Ramp = [.. Enumerable.Range(0, Steps).Select(i => AtStep(i / (Steps - 1.0)))];

    private static readonly Colour[] Categories =
    [
        new(0x3b, 0x6f, 0xd4), new(0xe8, 0x83, 0x3a), new(0x3a, 0x9d, 0x5d), new(0xd1, 0x49, 0x5b), new(0x86, 0x61, 0xc1),
        new(0x2f, 0xa8, 0xb8), new(0xe0, 0x7b, 0xb5), new(0xb0, 0xa1, 0x2c), new(0x8c, 0x6d, 0x4f), new(0x7a, 0x87, 0x93),
    ];

    /// <summary>How many colours <see cref="Category"/> has before it begins again.</summary>
    public static int CategoryCount => Categories.Length;

    /// <summary>For things without a class.</summary>
    public static Colour Neutral => new(0x9a, 0xa1, 0xab);

    /// <summary>The colour of an amount from 0 (dark violet) to 1 (pale yellow); lightness rises evenly, so that equal steps look equal and a grey print still reads. NaN is <see cref="Neutral"/>.</summary>
    public static Colour Amount(double amount) =>
        double.IsNaN(amount) ? Neutral : Ramp[(int)((Math.Clamp(amount, 0, 1) * (Steps - 1)) + 0.5)];

    /// <summary>The colour of a class: ten that differ on white and on black, then again from the first. A negative class has none: <see cref="Neutral"/>.</summary>
    public static Colour Category(int category) => category < 0 ? Neutral : Categories[category % Categories.Length];

    /// <summary>A curve through Ottosson's OKLab space: lightness straight up, hue from violet over teal to yellow, chroma highest in the middle.</summary>
    private static Colour AtStep(double t)
    {
        double lightness = 0.24 + (0.70 * t);
        double chroma = 0.055 + (0.095 * Math.Sin(Math.PI * Math.Pow(t, 0.9)));
        double hue = (300 - (200 * t)) * Math.PI / 180;
        double a = chroma * Math.Cos(hue), b = chroma * Math.Sin(hue);
        double l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        double m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        double s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return new Colour(
            Encode((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s)),
            Encode((-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s)),
            Encode((-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s)));
    }

    private static double Cube(double x) => x * x * x;

    /// <summary>Linear light to an sRGB sample.</summary>
    private static byte Encode(double light)
    {
        double x = Math.Clamp(light, 0, 1);
        return (byte)((255 * (x <= 0.0031308 ? 12.92 * x : (1.055 * Math.Pow(x, 1 / 2.4)) - 0.055)) + 0.5);
    }
}
