using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Latent.Evaluation.Disentanglement;
using Latent.Pictures;
using Latent.Reports;
using Latent.Tests.Pictures;

namespace Latent.Tests.Reports;

public sealed class RunReportTests
{
    private const string Nasty = "<b>\"A&B\"</b> 'c' \0\u001b[31m \ud800 http://elsewhere.example/";

    [Fact]
    public void Save_WholeReport_IsWellFormedAndAsksForNothing()
    {
        using var folder = new TemporaryFolder();
        RunReport.Save(folder["report.html"], ReportExample.Content(2000));
        string html = File.ReadAllText(folder["report.html"]);
        html.ShouldNotContain("http:");
        html.ShouldNotContain("https:");
        html.ShouldNotContain("url(");
        html.ShouldNotContain("<script");
        XElement page = Parse(html);
        page.Descendants("h2").Select(h => h.Value).ShouldBe(["The posterior\u2019s health", "Learning", "The latent space", "What the model sees", "Doing it again"]);
        page.Descendants("svg").Count().ShouldBe(6);
        page.Descendants("img").Count().ShouldBe(3);
        page.Descendants().SelectMany(e => e.Attributes()).Where(a => a.Name.LocalName is "src" or "href").ShouldAllBe(a => a.Value.StartsWith("data:image/png;base64,"));
        page.Descendants("li").Select(l => l.Value).ShouldContain("validation \u221298.78");
    }

    [Fact]
    public void Page_Pictures_AreTheirPixels()
    {
        ReportContent content = ReportExample.Content(10);
        XElement image = Parse(RunReport.Page(content).Render()).Descendants("img").Single(i => i.Attribute("alt")!.Value == "Samples");
        var decoded = PngDecoder.Decode(Convert.FromBase64String(image.Attribute("src")!.Value["data:image/png;base64,".Length..]));
        decoded.Samples.ShouldBe(content.Samples!.Samples.ToArray());
        image.Attribute("width")!.Value.ShouldBe(decoded.Width.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Page_OnlyATitle_HasNoEmptySections()
    {
        XElement page = Parse(RunReport.Page(new ReportContent { Title = "Run" }).Render());
        page.Descendants("h1").Single().Value.ShouldBe("Run");
        page.Descendants("section").ShouldBeEmpty();
        page.Descendants("main").Single().Elements().Single().Name.LocalName.ShouldBe("header");
    }

    [Fact]
    public void Page_NastyTextEverywhere_IsText()
    {
        var chart = new SvgLineChart { Title = Nasty, Unit = Nasty, XLabel = Nasty, Series = [new(Nasty, [1, 2], [3, 4])] };
        XElement page = Parse(RunReport.Page(new ReportContent
        {
            Title = Nasty,
            RunName = Nasty,
            Headline = [new(Nasty, Nasty, Nasty)],
            Facts = [new(Nasty, Nasty)],
            Warnings = [Nasty],
            Curves = [chart],
            Map = new LatentMap { Title = Nasty, XLabel = Nasty, YLabel = Nasty, Points = [0, 1], Labels = [0], LabelNames = [Nasty] },
            Recipe = Nasty,
            Command = Nasty,
        }).Render());
        string shown = "<b>\"A&B\"</b> 'c' \uFFFD\uFFFD[31m \uFFFD http://elsewhere.example/";
        page.Descendants("h1").Single().Value.ShouldBe(shown);
        page.Descendants("pre").ShouldAllBe(p => p.Value == shown);
        page.Descendants("pre").Count().ShouldBe(2);
        page.Descendants("svg").First().Attribute("aria-label")!.Value.ShouldBe($"{shown}, {shown}, by {shown}");
        page.Descendants("figcaption").Select(f => f.Element("b")!.Value).ShouldContain(shown);
        page.Descendants("b").Where(b => b.Value.StartsWith('"')).ShouldBeEmpty();
    }

    [Fact]
    public void Page_PicturesOfOneChannelAndFour_AreBothShown()
    {
        XElement page = Parse(RunReport.Page(new ReportContent { Title = "t", Samples = new Picture(2, 2, 1), Traversals = new Picture(2, 2, 4) }).Render());
        page.Descendants("img").Count().ShouldBe(2);
    }

    [Fact]
    public void Page_OfTraversedDimensions_SaysWhichFactorEachFollows()
    {
        XElement page = Parse(RunReport.Page(new ReportContent { Title = "t", Traversals = new Picture(2, 2, 1), Traversed = [FollowedFactors.Line(3, [null, null, null, "x"]), FollowedFactors.Line(0, null)] }).Render());
        page.Value.ShouldContain("from low to high: 3 (x), 0");
    }

    internal static XElement Parse(string html)
    {
        using var reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        return XElement.Load(reader);
    }
}
