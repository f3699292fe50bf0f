using Latent.Tables;
using static Latent.Tests.Tables.TableReading;

namespace Latent.Tests.Tables;

public sealed class CsvDetectionTests
{
    [Theory]
    [InlineData("a,b,c\n1,2,3\n4,5,6\n", ',', '.', true)]
    [InlineData("a\tb\tc\n1\t2\t3\n", '\t', '.', true)]
    [InlineData("a;b;c\n1;2;3\n", ';', '.', true)]
    [InlineData("a|b|c\n1|2|3\n", '|', '.', true)]
    [InlineData("a;b\n1,5;2,25\n3,5;4,75\n", ';', ',', true)]
    [InlineData("1,5;2,25;3,1\n3,5;4,75;2,2\n", ';', ',', false)]
    [InlineData("a\tb\n1,5\tx\n2,75\ty\n", '\t', ',', true)]
    [InlineData("a\tb\n1,500\tx\n2,750\ty\n", '\t', '.', true)]
    [InlineData("a,b\n\"1,5\",\"2,25\"\n\"3,5\",\"4,7\"\n", ',', ',', true)]
    [InlineData("name;note\nAnn;a, b, c\nBob;d\n", ';', '.', true)]
    [InlineData("name,note\nAnn,a; b\nBob,d\n", ',', '.', true)]
    [InlineData("name,note\n\"Ann; Eve\",\"x;y\"\n\"Bob; Ed\",\"z;w\"\n", ',', '.', true)]
    [InlineData("time\tvalue\n10:30\t1.5\n11:30\t2.5\n", '\t', '.', true)]
    [InlineData("value\n1.5\n2.5\n", ',', '.', true)]
    [InlineData("1.5\n2.5\n", ',', '.', false)]
    [InlineData("colour,shape\nred,round\nblue,square\n", ',', '.', true)]
    [InlineData("red,round\nblue,square\nred,square\n", ',', '.', false)]
    [InlineData("39, State-gov, 77516\n50, Private, 83311\n", ',', '.', false)]
    [InlineData("id,x,y\n?,1,2\nb,NA,3\n", ',', '.', true)]
    public void Detect_UsualFiles_AreUnderstood(string text, char separator, char point, bool header)
    {
        CsvOptions found = Csv(text).Detect();
        (found.Separator, found.DecimalSeparator, found.Header).ShouldBe((separator, point, header));
    }

    [Fact]
    public void TryNumber_DecimalComma_IsRead() =>
        Csv("a;b\n1,5;-2,25e1\n1.5;7\n").Numbers(0).ShouldBe([1.5, double.NaN]);

    [Fact]
    public void Open_OptionsGiven_OverrideWhatIsSeen()
    {
        CsvSource source = Csv("1;2\n3;4\n", new CsvOptions { Separator = ';', Header = true });
        source.Columns().ShouldBe(["1", "2"]);
        Csv("1;2\n3;4\n", new CsvOptions { Separator = ',', Header = false }).Rows().ShouldBe(["1;2", "3;4"]);
        Csv("a;b\n1,5;2\n", new CsvOptions { DecimalSeparator = '.' }).Numbers(0).ShouldBe([double.NaN]);
    }

    [Theory]
    [InlineData('"')]
    [InlineData('x')]
    [InlineData('\n')]
    [InlineData('é')]
    public void Constructor_ImpossibleSeparator_IsRefused(char separator) =>
        Error(() => Csv("a", new CsvOptions { Separator = separator })).ShouldStartWith($"The separator cannot be '{separator}'; choose");

    [Fact]
    public void Open_UnknownEncoding_IsRefused() =>
        Error(() => Csv("a,b\n", new CsvOptions { Encoding = "utf-9" }).Open()).ShouldBe("There is no encoding 'utf-9'; name one such as utf-8, utf-16, latin1 or windows-1252.");
}
