using Latent.Tables;

namespace Latent.Tests.Tables;

public class LevelOrderTests
{
    [Theory]
    [InlineData("high,low,medium", "low,medium,high")]
    [InlineData("Very High,LOW,Moderate,very_low", "very_low,LOW,Moderate,Very High")]
    [InlineData("L,M,S,XL,XXL", "S,M,L,XL,XXL")]
    [InlineData("agree,disagree,neutral,strongly agree", "disagree,neutral,agree,strongly agree")]
    [InlineData("10-19,100-109,20-29", "10-19,20-29,100-109")]
    [InlineData("18 to 24,25 to 34,65+,under 18", "under 18,18 to 24,25 to 34,65+")]
    [InlineData("< 0.5,0.5-1,> 1", "< 0.5,0.5-1,> 1")]
    [InlineData("[10,20),[20,30),[9,10)", "[9,10),[10,20),[20,30)")]
    [InlineData("1-5 years,6-10 years,over 10 years", "1-5 years,6-10 years,over 10 years")]
    public void Of_LevelsOfAScale_GivesThemFromTheLeast(string levels, string order) => LevelOrder.Of(Cut(levels)).ShouldBe(Cut(order));

    [Theory]
    [InlineData("low,high")]
    [InlineData("Bonn,Oslo,Rome")]
    [InlineData("low,high,red")]
    [InlineData("medium,moderate,high")]
    [InlineData("10-19,20-29,unknown")]
    [InlineData("2024-01-02,2024-01-03,2024-01-04")]
    [InlineData("1,2,3")]
    public void Of_OtherLevels_GivesNone(string levels) => LevelOrder.Of(levels.Split(',')).ShouldBeNull();

    [Fact]
    public void Infer_LevelsOfAScale_AreOrdinal()
    {
        string[] dose = ["high", "low", "medium"], age = ["30-39", "40-49", "under 30"];
        TableSchema schema = TableSchema.Infer(Table.FromColumns(
            ("dose", Enumerable.Range(0, 60).Select(i => dose[i % 3]).ToArray()),
            ("age", Enumerable.Range(0, 60).Select(i => age[i / 20]).ToArray())));

        schema.Find("dose")!.Kind.ShouldBe(ColumnKind.Ordinal);
        schema.Find("dose")!.Levels.ShouldBe(["low", "medium", "high"]);
        schema.Find("age")!.Levels.ShouldBe(["under 30", "30-39", "40-49"]);
    }

    [Fact]
    public void Infer_SharesByName_AreBounded()
    {
        double[] shares = [.. Enumerable.Range(0, 60).Select(i => (i + 0.5) / 61)];
        TableSchema schema = TableSchema.Infer(Table.FromColumns(
            ("fat_pct", Array.ConvertAll(shares, x => 80 * x)),
            ("share of votes", shares),
            ("humidity [%]", Array.ConvertAll(shares, x => 130 * x)),
            ("shareholders", shares),
            ("percent", Array.ConvertAll(shares, x => Math.Round(30 * x))),
            ("fraction", Array.ConvertAll(shares, x => x < 0.3 ? 0 : x))));

        (Column fat, Column votes) = (schema.Find("fat_pct")!, schema.Find("share of votes")!);
        (fat.Kind, fat.Minimum, fat.Maximum).ShouldBe((ColumnKind.Bounded, 0, 100));
        (votes.Kind, votes.Minimum, votes.Maximum).ShouldBe((ColumnKind.Bounded, 0, 1));

        // Beyond the whole, of another name, whole numbers, and one that many cells hold.
        foreach (string other in (string[])["humidity [%]", "shareholders", "percent", "fraction"])
        {
            schema.Find(other)!.Kind.ShouldBe(ColumnKind.Real, other);
        }
    }

    // Ranges hold commas themselves.
    private static string[] Cut(string levels) => levels[0] != '[' ? levels.Split(',') : [.. levels.Split(",[").Select((range, i) => i == 0 ? range : "[" + range)];
}
