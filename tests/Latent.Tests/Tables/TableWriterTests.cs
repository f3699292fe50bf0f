using System.Text;
using Latent.Tables;
using static Latent.Tests.Tables.TableReading;

namespace Latent.Tests.Tables;

public sealed class TableWriterTests
{
    [Theory]
    [InlineData("a,b,c\n\"1\",+02.50, x \nNA,1e3,\"say \"\"no\"\"\"\n?,\"two\nlines\",\n")]
    [InlineData("a,b\n5\" disk,é€😀\n")]
    public void Copy_CsvToCsv_KeepsEveryByte(string text) => Csv(text).CopyToCsv().ShouldBe(text);

    [Fact]
    public void Copy_SemicolonsAndDecimalCommas_KeepsEveryByte()
    {
        const string text = "a;b\n1,50;\"x;y\"\n-0,25;z\n";
        CsvSource source = Csv(text);
        source.CopyToCsv(source.Detect()).ShouldBe(text);
    }

    [Fact]
    public void Copy_ToAnotherSeparator_QuotesWhatNeedsIt() =>
        Csv("a;b\n1,50;\"x;y\"\n").CopyToCsv().ShouldBe("a,b\n\"1,50\",x;y\n");

    [Fact]
    public void Copy_Utf16ToTheSame_KeepsTheEncoding()
    {
        byte[] bytes = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a,b\né,\"😀,\"\n")];
        CsvSource source = Csv(bytes);
        using var stream = new MemoryStream();
        source.Copy(columns => new CsvTableWriter(stream, "copy", columns, source.Detect()));
        stream.ToArray().ShouldBe(bytes);
    }

    [Fact]
    public void Copy_JsonToJson_KeepsEveryValue()
    {
        const string text = "{\"a\":1.50,\"b\":\"x \\u00e9\",\"c\":true}\n{\"a\":null,\"b\":\"\",\"c\":false}\n";
        Json(text).CopyToJson().ShouldBe(text);
    }

    [Fact]
    public void Copy_CsvToJson_NumbersStayAsWrittenAndCodesStayText() =>
        Csv("n,code,text\n1.50,0043,x\nNA,0044,\n-7,0045,\"a \"\"b\"\"\"\n").CopyToJson()
            .ShouldBe("{\"n\":1.50,\"code\":\"0043\",\"text\":\"x\"}\n{\"n\":null,\"code\":\"0044\",\"text\":null}\n{\"n\":-7,\"code\":\"0045\",\"text\":\"a \\\"b\\\"\"}\n");

    [Fact]
    public void Copy_JsonToCsv_GivesTheTextOfValues() =>
        Json("{\"a\":1.50,\"b\":\"x,\\n\\\"y\\\"\",\"c\":true}\n{\"b\":null}\n").CopyToCsv().ShouldBe("a,b,c\n1.50,\"x,\n\"\"y\"\"\",true\n,,\n");

    [Theory]
    [InlineData(0.1)]
    [InlineData(-1e-300)]
    [InlineData(1.7976931348623157e308)]
    [InlineData(123456789.123456789)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(5e-324)]
    [InlineData(-0.0)]
    public void Write_Numbers_ComeBackToTheBit(double value)
    {
        using var stream = new MemoryStream();
        using (var writer = new CsvTableWriter(stream, "numbers", ["a", "b"], new CsvOptions { Separator = ';', DecimalSeparator = ',' }))
        {
            writer.Write(value);
            writer.Write(long.MinValue);
            writer.EndRow();
            writer.Complete();
        }
        double back = Csv(stream.ToArray(), new CsvOptions { Separator = ';', DecimalSeparator = ',', Header = true }).Numbers(0)[0];
        BitConverter.DoubleToInt64Bits(back).ShouldBe(BitConverter.DoubleToInt64Bits(value));
    }

    [Fact]
    public void Write_AwkwardText_ComesBack()
    {
        string[] texts = [" blank", "quote\"s", "com,ma", "line\r\nbreak", "tab\t", "emoji 😀", "plain"];
        TableSource source = Table.FromColumns(("text", texts), ("n", Enumerable.Range(0, texts.Length).ToArray()));
        Csv(source.CopyToCsv()).Rows().ShouldBe([.. texts.Select((text, i) => $"{text}|{i}")]);
        Json(source.CopyToJson()).Rows().ShouldBe([.. texts.Select((text, i) => $"{text}|{i}")]);
    }

    [Fact]
    public void EndRow_WrongNumberOfCells_IsRefused()
    {
        using var stream = new MemoryStream();
        using var writer = new CsvTableWriter(stream, "few.csv", ["a", "b"]);
        writer.Write(1);
        Error(writer.EndRow).ShouldBe("few.csv: a row was ended with 1 of 2 cells.");
        writer.Write(1);
        Error(() => writer.Write(1)).ShouldBe("few.csv: a row has more than 2 cells.");
    }

    [Theory]
    [InlineData("out.csv")]
    [InlineData("out.jsonl")]
    [InlineData("out.csv.gz")]
    public void Dispose_BeforeComplete_LeavesWhatWasThere(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write(name, 1, 2, 3);
        using (TableWriter writer = TableSources.Create(folder[name], ["a"]))
        {
            writer.Write(1);
            writer.EndRow();
        }
        File.ReadAllBytes(folder[name]).ShouldBe([1, 2, 3]);
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("out.csv")]
    [InlineData("out.tsv")]
    [InlineData("out.jsonl")]
    [InlineData("out.ndjson.gz")]
    [InlineData("out.csv.gz")]
    public void Complete_AnyFormat_CanBeOpenedAgain(string name)
    {
        using var folder = new TemporaryFolder();
        Csv("a,b\n1.5,x\n,\"y\tz\"\n").Copy(columns => TableSources.Create(folder[name], columns));
        TableSources.Open(folder[name]).Columns().ShouldBe(["a", "b"]);
        TableSources.Open(folder[name]).Rows().ShouldBe(["1.5|x", "·|y\tz"]);
    }

    [Fact]
    public void Create_UnknownFormatOrMissingFolder_IsRefused()
    {
        Error(() => TableSources.Create("table.xlsx", ["a"])).ShouldBe("table.xlsx: tables are written as .csv, .tsv or .jsonl; choose a name that ends in one of them.");
        Error(() => TableSources.Create("/nowhere/at/all.csv", ["a"])).ShouldContain("its folder does not exist");
    }
}
