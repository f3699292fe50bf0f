using System.Text;
using Latent.Tables;
using static Latent.Tests.Tables.TableReading;

namespace Latent.Tests.Tables;

public sealed class JsonSourceTests
{
    [Fact]
    public void Read_Lines_GivesTheUnionOfKeys()
    {
        JsonSource source = Json("{\"a\": 1, \"b\": \"x\"}\n\n{\"c\": true, \"a\": null}\n");
        source.Columns().ShouldBe(["a", "b", "c"]);
        source.Rows().ShouldBe(["1|x|·", "·|·|true"]);
        source.Numbers(0).ShouldBe([1, double.NaN]);
    }

    [Fact]
    public void Read_Array_IsTheSameTable() =>
        Json("[\n {\"a\": 1, \"b\": \"x\"},\n {\"a\": 2.5e0, \"b\": \"\\u00e9\\n\"}\n]\n").Rows().ShouldBe(["1|x", "2.5e0|é\n"]);

    [Fact]
    public void Read_LargeObjectsAcrossBuffers_AreWhole()
    {
        string text = new('é', 150_000);
        string[] rows = Json(string.Concat(Enumerable.Range(0, 5).Select(i => $"{{\"n\":{i},\"t\":\"{text}\"}}\n"))).Rows();
        rows.ShouldBe([.. Enumerable.Range(0, 5).Select(i => $"{i}|{text}")]);
    }

    [Fact]
    public void TryNumber_TextAndTruth_AreNone()
    {
        JsonSource source = Json("{\"a\": \"12\", \"b\": true, \"c\": \"Infinity\", \"d\": \"NaN\"}\n");
        source.Numbers(0).ShouldBe([double.NaN]);
        source.Numbers(1).ShouldBe([double.NaN]);
        source.Numbers(2).ShouldBe([double.PositiveInfinity]);
        source.Rows().ShouldBe(["12|true|Infinity|·"]);
    }

    [Theory]
    [InlineData("{\"a\": 1}\n{\"a\": [1]}\n", "line 2: the value of 'a' is an array; a cell is a number, text, true, false or null, so flatten it or leave it out.")]
    [InlineData("{\"a\": 1}\n{\"a\": {\"b\": 1}}\n", "line 2: the value of 'a' is an object;")]
    [InlineData("{\"a\": 1}\n{\"a\": 1, \"a\": 2}\n", "line 2 has the key 'a' twice")]
    [InlineData("{\"a\": 1}\n{\"a\": 1,}\n", "line 2 is not valid JSON")]
    [InlineData("{\"a\": 1}\n{\"a\": 1", "line 2 is not valid JSON, or is cut short")]
    [InlineData("{\"a\": 1}\n17\n", "line 2: every row has to be an object")]
    [InlineData("[{\"a\": 1}\n,{\"a\": 2}", "the array is cut short: it has no closing bracket")]
    [InlineData("[{\"a\": 1} {\"a\": 2}]", "a comma or a closing bracket is missing")]
    [InlineData("", "holds no rows")]
    [InlineData("[]", "holds no rows")]
    [InlineData("{}\n{}", "holds no rows")]
    public void Read_Damaged_NamesTheLine(string text, string words) => Error(() => Json(text).Rows()).ShouldContain(words);

    [Fact]
    public void Read_KeyThatComesLate_IsNamed()
    {
        string text = string.Concat(Enumerable.Repeat("{\"age\": 1}\n", 1000)) + "{\"agee\": 2}\n";
        string error = Error(() => Json(text).Rows());
        error.ShouldContain("people.jsonl, line 1001 has the key 'agee', which no object at the beginning has");
        error.ShouldEndWith("put it into the first object, as null where it has no value.");
    }

    [Fact]
    public void FromStream_FirstObject_SaysTheColumns()
    {
        var source = JsonSource.FromStream(new MemoryStream(Encoding.UTF8.GetBytes("{\"a\":1,\"b\":2}\n{\"b\":3}\n")), "standard input");
        source.Rows().ShouldBe(["1|2", "·|3"]);
        Error(() => source.Open()).ShouldContain("only once");
    }

    [Fact]
    public void Read_Utf16_IsFoundOut()
    {
        byte[] bytes = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("{\"a\":\"é\"}")];
        new JsonSource(() => new MemoryStream(bytes), "wide.jsonl").Rows().ShouldBe(["é"]);
    }

    [Fact]
    public void Read_ObjectOfAGigabyte_IsRefusedBeforeItIsInMemory()
    {
        string piece = new('x', 1 << 16);
        int given = 0;
        using var stream = new MadeStream(() => given++ == 0 ? "{\"a\": 1}\n{\"a\": \"" : piece, 1L << 30);
        Error(() => new JsonSource(() => stream, "big.jsonl").Rows()).ShouldBe("big.jsonl, line 2: the object is longer than 16 MB, which no row of a table is; check that its braces close.");
        stream.Given.ShouldBeLessThan(80L << 20);
    }

    [Fact]
    public void FromStream_ObjectsThatTrickleIn_AreGivenAsTheyCome()
    {
        int given = 0;
        using var stream = new MadeStream(() => ++given > 3 ? null : $"{{\"a\": {given}}}\n") { OneAtATime = true };
        using TableReader reader = JsonSource.FromStream(stream, "standard input").Open();
        reader.Read().ShouldBeTrue();
        given.ShouldBe(1);
        reader.Read().ShouldBeTrue();
        given.ShouldBe(2);
    }
}
