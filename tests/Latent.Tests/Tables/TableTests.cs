using System.Data;
using System.Data.Common;
using Latent.Data;
using Latent.Tables;
using Latent.Tensors;
using static Latent.Tests.Tables.TableReading;

namespace Latent.Tests.Tables;

public sealed class TableTests
{
    private sealed record Person(string? Name, int? Age, double Height, bool Member, DateOnly Since);

    private static readonly Person[] s_people =
    [
        new("Ann", 31, 1.7, true, new DateOnly(2020, 2, 29)),
        new(null, null, double.NaN, false, new DateOnly(2021, 12, 1)),
    ];

    [Fact]
    public void From_Records_GivesTextNumbersAndMissing()
    {
        TableSource source = Table.From(s_people, ("name", p => p.Name), ("age", p => p.Age), ("height", p => p.Height), ("member", p => p.Member), ("since", p => p.Since));
        source.Columns().ShouldBe(["name", "age", "height", "member", "since"]);
        source.Rows().ShouldBe(["Ann|31|1.7|true|2020-02-29", "·|·|·|false|2021-12-01"]);
        source.Numbers(1).ShouldBe([31, double.NaN]);
        source.Numbers(3).ShouldBe([double.NaN, double.NaN]);
        source.Rows().ShouldBe(source.Rows());
    }

    [Fact]
    public void From_BadColumns_AreRefused()
    {
        Error(() => Table.From(s_people, ("a", p => p.Age), ("a", p => p.Name))).ShouldBe("Two columns are called 'a'; give every column a name of its own.");
        Error(() => Table.From(s_people)).ShouldContain("at least one column");
        Error(() => Table.From(s_people, ("a", p => new object())).Rows()).ShouldContain("row 1: 'a' is a Object, which a cell cannot be");
    }

    [Fact]
    public void FromColumns_Arrays_AreRows()
    {
        TableSource source = Table.FromColumns(("x", new[] { 1.5, double.NaN }), ("n", new int?[] { null, 2 }), ("t", new[] { "a", "" }));
        source.Rows().ShouldBe(["1.5|·|a", "·|2|·"]);
        Error(() => Table.FromColumns(("x", new[] { 1.0 }), ("y", new[] { 1.0, 2.0 }))).ShouldContain("'y' has 2 values, but 'x' has 1");
        Error(() => Table.FromColumns(("x", new nint[1]))).ShouldContain("which cells are not");
    }

    [Fact]
    public void DataReaderSource_EveryType_IsACell()
    {
        using DataTable data = Data();
        var source = new DataReaderSource(() => data.CreateDataReader(), "the query");
        source.Rows().ShouldBe([
            "1|2.5|3.25|true|x|2020-01-02T03:04:05|11111111-2222-3333-4444-555555555555",
            "·|·|·|·|·|·|·",
        ]);
        source.Numbers(0).ShouldBe([1, double.NaN]);
        source.Numbers(2).ShouldBe([3.25, double.NaN]);
        source.Numbers(4).ShouldBe([double.NaN, double.NaN]);
    }

    [Fact]
    public void DataReaderSource_UnknownType_NamesTheColumn()
    {
        using var data = new DataTable();
        data.Columns.Add("photo", typeof(byte[]));
        Error(() => new DataReaderSource(() => data.CreateDataReader(), "the query").Open())
            .ShouldBe("the query: the column 'photo' is of the type Byte[], which cannot be learned from; cast it to a number or to text in the query, or leave it out.");
    }

    [Fact]
    public void DataReaderSource_NoRowsWhereSomeAreNeeded_IsRefused()
    {
        using DataTable data = Data();
        data.Clear();
        new DataReaderSource(() => data.CreateDataReader(), "the query").Rows().ShouldBeEmpty();
        Error(() => new DataReaderSource(() => data.CreateDataReader(), "the query") { RequireRows = true }.Rows()).ShouldBe("the query gives no rows; check its conditions.");
    }

    [Fact]
    public void Load_SinglePassReader_CanBeReadAgain()
    {
        using DataTable data = Data();
        TableSource source = Table.Load(data.CreateDataReader());
        source.Rows().Length.ShouldBe(2);
        source.Rows().ShouldBe(new DataReaderSource(() => data.CreateDataReader(), "the query").Rows());
        source.Numbers(1).ShouldBe([2.5, double.NaN]);
    }

    [Fact]
    public void ArraySource_Npy_IsATable()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write(folder["x.npy"], [1f, 2.5f, float.NaN, float.PositiveInfinity, 0.1f, -3f], new Shape(3, 2));
        TableSource source = TableSources.Open(folder["x.npy"]);
        source.Columns().ShouldBe(["x0", "x1"]);
        source.Rows().ShouldBe(["1|2.5", "·|Infinity", "0.1|-3"]);
        source.Numbers(1).ShouldBe([2.5, double.PositiveInfinity, -3]);
    }

    [Fact]
    public void ArraySource_ManyRows_AreReadInOrder()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write(folder["x.npy"], Enumerable.Range(0, 1000).ToArray(), new Shape(1000, 1));
        TableSources.Open(folder["x.npy"]).Numbers(0).ShouldBe([.. Enumerable.Range(0, 1000).Select(i => (double)i)]);
    }

    private static DataTable Data()
    {
        var data = new DataTable { Locale = System.Globalization.CultureInfo.InvariantCulture };
        foreach ((string name, Type type) in (ReadOnlySpan<(string, Type)>)[("i", typeof(int)), ("d", typeof(double)), ("m", typeof(decimal)), ("b", typeof(bool)), ("s", typeof(string)), ("t", typeof(DateTime)), ("g", typeof(Guid))])
        {
            data.Columns.Add(name, type);
        }
        data.Rows.Add(1, 2.5, 3.25m, true, "x", new DateTime(2020, 1, 2, 3, 4, 5), Guid.Parse("11111111-2222-3333-4444-555555555555"));
        data.Rows.Add(DBNull.Value, DBNull.Value, DBNull.Value, DBNull.Value, DBNull.Value, DBNull.Value, DBNull.Value);
        return data;
    }
}
