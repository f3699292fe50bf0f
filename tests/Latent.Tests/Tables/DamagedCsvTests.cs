using Latent.Tables;
using static Latent.Tests.Tables.TableReading;

namespace Latent.Tests.Tables;

public sealed class DamagedCsvTests
{
    [Fact]
    public void Read_TooFewCells_NamesLineAndCounts() =>
        Error(() => Csv("a,b,c\n1,2,3\n4,5\n").Rows()).ShouldBe("people.csv, line 3 has 2 cells, but there are 3 columns; complete the line, or say what separates the cells if ',' does not.");

    [Fact]
    public void Read_TooManyCells_NamesLineAndCounts() =>
        Error(() => Csv("a,b\n1,2\n\"x\ny\",5,6\n").Rows()).ShouldContain("line 3 has 3 cells, but there are 2 columns");

    [Fact]
    public void Open_EmptyFile_IsRefused()
    {
        Error(() => Csv("").Open()).ShouldBe("people.csv is empty; a table has at least a row of column names or of values.");
        Error(() => Csv("\n\r\n").Open()).ShouldContain("is empty");
    }

    [Fact]
    public void Read_HeaderAlone_GivesNoRows()
    {
        CsvSource source = Csv("a,b\n");
        source.Columns().ShouldBe(["a", "b"]);
        source.Rows().ShouldBeEmpty();
    }

    [Fact]
    public void Read_UnclosedQuote_NamesTheLineItBeginsOn() =>
        Error(() => Csv("a,b\n1,2\n3,\"x\n5,6\n7,8\n").Rows()).ShouldBe("people.csv, line 3: a quoted cell that begins in this row is never closed; close the quote, or double it if it is part of the text.");

    [Fact]
    public void Read_TextBehindAQuote_NamesTheLine() =>
        Error(() => Csv("a,b\n1,2\n3,\"x\"y\n").Rows()).ShouldBe("people.csv, line 3: something follows the closing quote of a cell; double a quote that is part of the text.");

    [Fact]
    public void Read_QuoteInsideAnUnquotedCell_IsText() => Csv("a,b\n1,5\" disk\n2,x\n").Rows().ShouldBe(["1|5\" disk", "2|x"]);

    [Fact]
    public void Read_UnclosedQuoteInAMillionRows_NamesTheLineAndTakesLittleMemory()
    {
        int row = 0;
        using var stream = new MadeStream(() => ++row > 1_000_000 ? null : row == 500 ? "500,\"open,xxxxxxxxxxxxx\n" : $"{row},closed,xxxxxxxxxxxxx\n");
        string error = Error(() => Read(stream, new CsvOptions { Header = false }));
        error.ShouldBe("big.csv, line 500: a quoted cell that begins in this row is not closed within 16 MB; close the quote, or double it if it is part of the text.");
        stream.Given.ShouldBeLessThan(40L << 20);
    }

    [Fact]
    public void Open_LineOfAGigabyte_IsRefusedBeforeItIsInMemory()
    {
        string piece = new('x', 1 << 16);
        using var stream = new MadeStream(() => piece, 1L << 30);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Error(() => Read(stream, null)).ShouldContain("line 1 is longer than 16 MB, which no row of a table is; check that it has line breaks.");
        stream.Given.ShouldBeLessThan(80L << 20);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200L << 20);
    }

    [Fact]
    public void Read_LineOfAGigabyteBehindGoodOnes_IsRefusedBeforeItIsInMemory()
    {
        string piece = new('7', 1 << 16);
        int at = 0;
        using var stream = new MadeStream(() => at++ < 100_000 ? "1,2\n" : piece, 1L << 30);
        Error(() => Read(stream, null)).ShouldContain("line 100001 is longer than 16 MB");
        stream.Given.ShouldBeLessThan(80L << 20);
    }

    [Fact]
    public void Open_BytesThatAreNoText_AreRefused() =>
        Error(() => Csv([0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 1, 2, 3]).Open()).ShouldContain("holds zero bytes: it is no table of text");

    [Fact]
    public void Open_MissingFile_SaysSo() => Error(() => new CsvSource("/nowhere/x.csv").Open()).ShouldBe("/nowhere/x.csv does not exist.");

    private static void Read(Stream stream, CsvOptions? options)
    {
        using TableReader reader = new CsvSource(() => stream, "big.csv", options).Open();
        while (reader.Read())
        {
        }
    }
}
