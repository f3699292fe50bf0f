using Latent.Data;
using Latent.Tables;
using Latent.Tensors;
using static Latent.Tests.Tables.TableReading;

namespace Latent.Tests.Tables;

public sealed class TableSourcesTests : FolderTests
{
    [Theory]
    [InlineData("table.csv", "a,b\n1,2\n")]
    [InlineData("table.tsv", "a\tb\n1\t2\n")]
    [InlineData("table.data", "a;b\n1;2\n")]
    [InlineData("table.jsonl", "{\"a\":1,\"b\":2}\n")]
    [InlineData("table.json", "[{\"a\":1,\"b\":2}]")]
    [InlineData("table", "a,b\n1,2\n")]
    [InlineData("table.log", "\n {\"a\":1,\"b\":2}\n")]
    public void Open_ByNameOrContent_IsTheSameTable(string name, string text)
    {
        File.WriteAllText(Folder[name], text);
        TableSource source = TableSources.Open(Folder[name]);
        source.Columns().ShouldBe(["a", "b"]);
        source.Rows().ShouldBe(["1|2"]);
        source.Name.ShouldBe(Folder[name]);
    }

    [Fact]
    public void Open_ArrayUnderAnotherName_IsKnownByItsContent()
    {
        NpyFile.Write(Folder["x.npy"], [1f, 2f], new Shape(1, 2));
        File.Move(Folder["x.npy"], Folder["array"]);
        TableSources.Open(Folder["array"]).Rows().ShouldBe(["1|2"]);
    }

    [Fact]
    public void Open_WhatCannotBeRead_SaysWhatToDo()
    {
        Folder.Write("table.xlsx", 1);
        Error(() => TableSources.Open(Folder["table.xlsx"])).ShouldEndWith("table.xlsx: .xlsx files cannot be read; save the table as .csv.");
        Error(() => TableSources.Open(Folder["nowhere.csv"])).ShouldEndWith("nowhere.csv does not exist.");
        Error(() => TableSources.Open(Folder.Path)).ShouldEndWith("is a folder, not a file.");
    }
}
