using System.IO.Compression;
using System.Text;
using Latent.Tables;
using static Latent.Tests.Tables.TableReading;

namespace Latent.Tests.Tables;

public sealed class CsvSourceTests
{
    private const string People = "name,age,town\nAnn,31,Ulm\nBob,,\"Bonn, Rhein\"\n";

    [Fact]
    public void Read_PlainAndQuotedCells_GivesTextAndMissing() =>
        Csv(People).Rows().ShouldBe(["Ann|31|Ulm", "Bob|·|Bonn, Rhein"]);

    [Fact]
    public void Read_DoubledQuotesAndLineBreaks_AreText() =>
        Csv("a,b\n\"say \"\"no\"\"\",\"two\nlines\"\n").Rows().ShouldBe(["say \"no\"|two\nlines"]);

    [Fact]
    public void Read_WindowsLineEnds_LeaveNothingBehind() =>
        Csv(People.ReplaceLineEndings("\r\n")).Rows().ShouldBe(["Ann|31|Ulm", "Bob|·|Bonn, Rhein"]);

    [Fact]
    public void Read_NoLineBreakAtTheEnd_GivesTheLastRow() => Csv("a,b\n1,2\n3,4").Rows().ShouldBe(["1|2", "3|4"]);

    [Fact]
    public void Read_BlanksAroundCells_BelongToNobody() => Csv("a, b\n1 , x y \n2, ?\n").Rows().ShouldBe(["1|x y", "2|·"]);

    [Fact]
    public void Read_EmptyLines_AreNoRows() => Csv("\na,b\n\n1,2\n\n3,4\n\n").Rows().ShouldBe(["1|2", "3|4"]);

    [Fact]
    public void Read_EmptyLineOfOneColumn_IsAMissingValue() => Csv("a\n1\n\n3\n").Rows().ShouldBe(["1", "·", "3"]);

    [Theory]
    [InlineData("NA")]
    [InlineData("n/a")]
    [InlineData("nan")]
    [InlineData("NULL")]
    [InlineData("?")]
    [InlineData("None")]
    public void Read_UsualMarkers_AreMissing(string marker)
    {
        CsvSource source = Csv($"a,b\n1,x\n{marker},{marker}\n");
        source.Rows().ShouldBe(["1|x", "·|·"]);
        source.Numbers(0).ShouldBe([1, double.NaN]);
    }

    [Fact]
    public void Read_OwnMarkers_ReplaceTheUsual()
    {
        CsvSource source = Csv("a,b\n-,NA\n-9,x\n9,y\n", new CsvOptions { MissingMarkers = ["-", "-9"], Header = true });
        source.Rows().ShouldBe(["·|NA", "·|x", "9|y"]);
        source.Numbers(0).ShouldBe([double.NaN, double.NaN, 9]);
    }

    [Fact]
    public void TryNumber_EveryNotation_GivesTheNumber()
    {
        Csv("a,b\n1,x\n-2.5,x\n+3,x\n1e3,x\n.5,x\n2.,x\ninf,x\n-Infinity,x\nabc,x\n1 2,x\n0x1F,x\n\"7\",x\n").Numbers(0)
            .ShouldBe([1, -2.5, 3, 1000, 0.5, 2, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.NaN, double.NaN, 7]);
    }

    [Fact]
    public void Open_Twice_ReadsFromTheFirstRowAgain()
    {
        CsvSource source = Csv(People);
        source.Rows().ShouldBe(source.Rows());
    }

    [Fact]
    public void Place_BehindAQuotedLineBreak_CountsLinesOfTheFile()
    {
        using TableReader reader = Csv("a,b\n\"x\ny\",2\n3,4\n").Open();
        reader.Read();
        reader.Place.ShouldBe("line 2");
        reader.Read();
        reader.Place.ShouldBe("line 4");
        reader.Row.ShouldBe(2);
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("windows-1252", false)]
    public void Open_AnyEncoding_IsFoundOut(string name, bool mark)
    {
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        byte[] bytes = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes("größe,straße\n1,Königsallee €\n")];
        CsvSource source = Csv(bytes);
        source.Columns().ShouldBe(["größe", "straße"]);
        source.Rows().ShouldBe(["1|Königsallee €"]);
    }

    [Fact]
    public void Open_EncodingAskedFor_IsUsed() =>
        Csv(Encoding.Latin1.GetBytes("a,b\né,1\n"), new CsvOptions { Encoding = "latin1" }).Rows().ShouldBe(["é|1"]);

    [Fact]
    public void Text_InvalidBehindTheBeginning_NamesLineAndColumn()
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes("a,b\n" + string.Concat(Enumerable.Repeat("1,xxxxxxxx\n", 40_000))), .. "1,caf"u8, 0xE9, (byte)'\n'];
        Error(() => Csv(bytes).Rows()).ShouldBe("people.csv, line 40002: the cell of 'b' is not valid UTF-8; say which encoding the file is in, such as windows-1252.");
    }

    [Fact]
    public void Open_Gzip_IsUnpacked()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(People));
        }
        byte[] bytes = packed.ToArray();
        Csv(bytes).Rows().Length.ShouldBe(2);
        Csv([.. bytes, .. bytes]).Rows().Length.ShouldBe(5);
        Error(() => Csv(bytes[..^9]).Rows()).ShouldBe("people.csv is damaged or cut short: its compressed data cannot be unpacked.");
    }

    [Fact]
    public void Open_WithoutHeader_NumbersTheColumns()
    {
        CsvSource source = Csv("1,2\n3,4\n");
        source.Columns().ShouldBe(["x0", "x1"]);
        source.Rows().ShouldBe(["1|2", "3|4"]);
    }

    [Fact]
    public void Open_DuplicateAndEmptyNames_AreMadeUnique() =>
        Csv("a,,a,a_2,a\n1,2,3,4,5\n").Columns().ShouldBe(["a", "x1", "a_3", "a_2", "a_4"]);

    [Fact]
    public void Open_TenThousandColumns_AreRead()
    {
        string header = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"column{i}"));
        string row = string.Join(',', Enumerable.Range(0, 10_000));
        CsvSource source = Csv($"{header}\n{row}\n{row}\n");
        source.Columns().Length.ShouldBe(10_000);
        source.Numbers(9_999).ShouldBe([9_999, 9_999]);
    }

    [Fact]
    public void FromStream_RowsThatTrickleIn_AreGivenAsTheyCome()
    {
        int given = 0;
        using var stream = new MadeStream(() => ++given > 3 ? null : given == 1 ? "a,b\n" : $"{given},0\n") { OneAtATime = true };
        using TableReader reader = CsvSource.FromStream(stream, "standard input").Open();
        reader.Read().ShouldBeTrue();
        given.ShouldBe(2);
        reader.Read().ShouldBeTrue();
        given.ShouldBe(3);
        reader.Read().ShouldBeFalse();
    }

    [Fact]
    public void FromStream_QuotedLineBreakBetweenPieces_StaysText()
    {
        using MadeStream stream = Trickling("a;b\n", "1,5;\"x\n", "y \"\"z\"\"\"\n2,5;5\" disk\n", "3,5;w\n");
        var source = CsvSource.FromStream(stream, "standard input");
        source.Rows().ShouldBe(["1,5|x\ny \"z\"", "2,5|5\" disk", "3,5|w"]);
    }

    [Fact]
    public void FromStream_FirstRow_TellsTheDecimalComma()
    {
        using MadeStream stream = Trickling("a;b\n1,5;2,5\n", "3,5;4,5\n");
        CsvSource.FromStream(stream, "standard input").Numbers(1).ShouldBe([2.5, 4.5]);
    }

    [Fact]
    public void FromStream_SecondOpen_IsRefused()
    {
        var source = CsvSource.FromStream(new MemoryStream(Encoding.UTF8.GetBytes(People)), "standard input");
        source.Rows().Length.ShouldBe(2);
        Error(() => source.Open()).ShouldBe("standard input can be read only once; put it into a file to read it again.");
    }

    private static MadeStream Trickling(params string[] pieces)
    {
        int given = 0;
        return new MadeStream(() => given < pieces.Length ? pieces[given++] : null) { OneAtATime = true };
    }
}
