using System.Globalization;
using System.Xml.Linq;
using Latent.Pictures;
using Latent.Reports;
using Latent.Tensors;
using Latent.Tests.Pictures;

namespace Latent.Tests.Reports;

public sealed class ChartTests
{
    [Theory]
    [InlineData(-153, -96, new[] { -160.0, -140, -120, -100, -80 })]
    [InlineData(0, 1, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(0, 0.001, new[] { 0, 2e-4, 4e-4, 6e-4, 8e-4, 1e-3 })]
    [InlineData(0, 0, new[] { -1, -0.5, 0, 0.5, 1 })]
    public void Axis_RoundEnds_TicksAreRoundAndCoverTheValues(double low, double high, double[] ticks) =>
        Axis.Between(low, high, 5, roundEnds: true).Ticks.ShouldBe(ticks, 1e-9);

    [Theory]
    [InlineData(1e17, 100000000000000016.0)]
    [InlineData(-1e99, 1e99)]
    [InlineData(1e-300, 2e-300)]
    public void Axis_ExtremeRanges_HaveAFewFiniteTicks(double low, double high)
    {
        Axis axis = Axis.Between(low, high, 5, roundEnds: true);
        axis.Ticks.Count.ShouldBeInRange(1, 20);
        axis.Ticks.ShouldAllBe(t => double.IsFinite(t));
        axis.Position(high).ShouldBeInRange(0, 1.001);
    }

    [Theory]
    [InlineData(-98.414, "\u221298.41")]
    [InlineData(12000, "12,000")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.00002514, "2.514e\u22125")]
    [InlineData(2e7, "2e7")]
    [InlineData(0, "0")]
    [InlineData(18, "18")]
    [InlineData(1234567, "1,234,567")]
    [InlineData(double.NaN, "not a number")]
    public void ValueText_Number_ReadsAsPeopleWriteIt(double value, string text) => ValueText.Of(value).ShouldBe(text);

    [Fact]
    public void LineChart_KnownValues_StandWhereTheAxesSay()
    {
        XElement figure = Parse(new SvgLineChart { Title = "ELBO", Series = [new("train", [0, 5, 10], [0, 50, 100])] }.Render());
        figure.Descendants("path").Single().Attribute("d")!.Value.ShouldBe("M56 220L261 116L466 12");
        figure.Descendants("title").Select(t => t.Value).ShouldBe(["train: 0 at epoch 0", "train: 50 at epoch 5", "train: 100 at epoch 10"]);
    }

    [Fact]
    public void LineChart_ValuesThatAreNotFinite_InterruptTheLine()
    {
        XElement figure = Parse(new SvgLineChart { Title = "t", Series = [new("a", [0, 1, 2, 3, 4], [1, 2, double.NaN, double.PositiveInfinity, 3])] }.Render());
        string path = figure.Descendants("path").Single().Attribute("d")!.Value;
        path.Count(c => c == 'M').ShouldBe(2);
        path.Count(c => c == 'L').ShouldBe(1);
    }

    [Fact]
    public void LineChart_HundredThousandPoints_StaysSmallAndKeepsThePeak()
    {
        double[] x = [.. Enumerable.Range(0, 100_000).Select(i => (double)i)];
        double[] y = [.. x.Select(v => v == 54_321 ? 1000 : Math.Sin(v))];
        string markup = new SvgLineChart { Title = "t", Series = [new("a", x, y)] }.Render();
        markup.Length.ShouldBeLessThan(30_000);
        markup.ShouldContain(" 12L");
    }

    [Fact]
    public void Charts_NothingToShow_AreEmpty()
    {
        new SvgLineChart { Title = "t", Series = [] }.Render().ShouldBe("");
        new SvgLineChart { Title = "t", Series = [new("a", [1], [double.NaN])] }.Render().ShouldBe("");
        new SvgBarChart { Title = "t", Bars = [] }.Render().ShouldBe("");
        new LatentMap { Points = [float.NaN, 0] }.Render().ShouldBe("");
    }

    [Fact]
    public void KlPerDimension_TwoInactive_AreLastAndGrey()
    {
        XElement figure = Parse(SvgBarChart.KlPerDimension([0.5f, 0.001f, 2, 0]).Render());
        XElement[] bars = [.. figure.Descendants("rect")];
        bars.Select(b => b.Value).ShouldBe(["dimension 2: 2 nats per row", "dimension 0: 0.5 nats per row", "dimension 1: 0.001 nats per row", "dimension 3: 0 nats per row"]);
        bars.Select(b => b.Attribute("class")?.Value).ShouldBe([null, null, "muted", "muted"]);
        double[] heights = [.. bars.Select(b => double.Parse(b.Attribute("height")!.Value, CultureInfo.InvariantCulture))];
        heights.ShouldBe([208, 52, 2, 2], 0.01);
        figure.Descendants("text").Select(t => t.Value).ShouldContain("latent dimension, largest first (2 of 4 from 0.01 nats on)");
    }

    [Fact]
    public void LatentMap_FewPoints_AreMarksInEqualScale()
    {
        XElement figure = Parse(new LatentMap { Points = [0, 0, 10, 0, 0, 10, float.NaN, 1], Labels = [0, 1, -1, 0], LabelNames = ["cat", "dog"] }.Render());
        XElement[] marks = [.. figure.Descendants("circle")];
        marks.Select(m => m.Value).ShouldBe(["row 0: cat", "row 1: dog", "row 2: unknown"]);
        marks.Select(m => m.Attribute("fill")!.Value).ShouldBe([ColourMap.Category(0).ToString(), ColourMap.Category(1).ToString(), ColourMap.Neutral.ToString()]);
        double Coordinate(int mark, string axis) => double.Parse(marks[mark].Attribute(axis)!.Value, CultureInfo.InvariantCulture);
        (Coordinate(1, "cx") - Coordinate(0, "cx")).ShouldBe(Coordinate(0, "cy") - Coordinate(2, "cy"), 0.02);
        figure.Descendants("li").Select(l => l.Value).ShouldBe(["unknown", "cat", "dog"]);
    }

    [Fact]
    public void LatentMap_ManyPoints_BecomeOneSmallPicture()
    {
        string markup = ReportExample.Map(5000, new Rng(1)).Render();
        markup.Length.ShouldBeLessThan(400_000);
        XElement image = Parse(markup).Descendants("image").Single();
        var decoded = PngDecoder.Decode(Convert.FromBase64String(image.Attribute("href")!.Value["data:image/png;base64,".Length..]));
        decoded.Channels.ShouldBe(4);
        int painted = 0, exact = 0;
        for (int i = 0; i < decoded.Samples.Length; i += 4)
        {
            painted += decoded.Samples[i + 3] > 0 ? 1 : 0;
            Colour colour = new(decoded.Samples[i], decoded.Samples[i + 1], decoded.Samples[i + 2]);
            exact += decoded.Samples[i + 3] > 150 && colour == ColourMap.Category(0) ? 1 : 0;
        }
        painted.ShouldBeInRange(20_000, 150_000);
        exact.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void LatentMap_MoreClassesThanColours_AreShadedInOrder()
    {
        XElement figure = Parse(new LatentMap { Points = [.. Enumerable.Range(0, 26).Select(i => (float)i)], Labels = [.. Enumerable.Range(0, 13)] }.Render());
        XElement[] marks = [.. figure.Descendants("circle")];
        marks[0].Attribute("fill")!.Value.ShouldBe(ColourMap.Amount(0).ToString());
        marks[12].Attribute("fill")!.Value.ShouldBe(ColourMap.Amount(1).ToString());
    }

    [Fact]
    public void LatentMap_Amounts_AreShadedBetweenTheUsualOnes()
    {
        var map = new LatentMap { Points = [0, 0, 1, 1, 2, 2, 3, 3], Amounts = [5, 7, float.NaN, 9], Labels = [0, 0, 1, 1] };
        XElement figure = Parse(map.Render());
        figure.Descendants("circle").Select(m => m.Attribute("fill")!.Value).ShouldBe(
            [ColourMap.Amount(0).ToString(), ColourMap.Amount(0.5).ToString(), ColourMap.Neutral.ToString(), ColourMap.Amount(1).ToString()]);
        figure.Descendants("circle").First().Value.ShouldBe("row 0: 5");
        map.Legend.Select(entry => entry.Name).ShouldBe(["5", "7", "9"]);
    }

    [Fact]
    public void LatentMap_Drawn_HasItsPointsInTheirColoursOnWhite()
    {
        Picture picture = new LatentMap { Points = [0, 0, 10, 10], Labels = [0, 1] }.Draw(400);
        (picture.Width, picture.Channels).ShouldBe((400, 3));
        picture[0, 0].ToArray().ShouldBe([255, 255, 255]);
        int first = 0, second = 0;
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                Span<byte> p = picture[x, y];
                // The first is blue and lies below, the second is orange.
                first += p[2] > p[0] + 40 && y > picture.Height / 2 ? 1 : 0;
                second += p[0] > p[2] + 40 && y < picture.Height / 2 ? 1 : 0;
            }
        }
        first.ShouldBeInRange(8, 60);
        second.ShouldBeInRange(8, 60);
        Should.Throw<InputException>(() => new LatentMap { Points = [float.NaN, 1] }.Draw());
    }

    private static XElement Parse(string markup) => RunReportTests.Parse(markup);
}
