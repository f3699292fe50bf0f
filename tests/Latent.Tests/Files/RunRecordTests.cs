using Latent.Data;
using Latent.Files;
using Latent.Tensors;

namespace Latent.Tests.Files;

public sealed class RunRecordTests : FolderTests
{
    private string Written => Folder["run.json"];

    [Fact]
    public void Load_WhatWasSaved_IsTheSame()
    {
        RunRecord record = Record("vae", 4, 1) with { Validation = 0.1, Limit = 30, Machine = "CPU" };
        record.Save(Written);
        RunRecord.Load(Written).ShouldBe(record);
    }

    [Fact]
    public void Load_NoFile_IsNull() => RunRecord.Load(Written).ShouldBeNull();

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1")]
    public void Load_SomethingElse_IsRefused(string text)
    {
        File.WriteAllText(Written, text);
        Should.Throw<InputException>(() => RunRecord.Load(Written)).Message.ShouldContain("damaged");
    }

    [Fact]
    public void Difference_SameTraining_IsNone() => Record("vae", 4, 1).Difference(Record("vae", 4, 1).Identity).ShouldBeNull();

    [Fact]
    public void Difference_OtherSetting_IsNamedWithBothValues() =>
        Record("vae", 4, 1).Difference(Record("vae", 5, 1).Identity).ShouldBe("model.latent is 4 there and 5 here");

    [Fact]
    public void Difference_OtherRows_IsNamed() => Record("vae", 4, 1).Difference(Record("vae", 4, 2).Identity).ShouldBe("its rows are others");

    [Fact]
    public void Identity_OfData_DependsOnValuesAndCount()
    {
        string first = DataIdentity.Of(Rows(1, 50)), same = DataIdentity.Of(Rows(1, 50));
        same.ShouldBe(first);
        DataIdentity.Of(Rows(2, 50)).ShouldNotBe(first);
        DataIdentity.Of(Rows(1, 51)).ShouldNotBe(first);
    }

    private static RunRecord Record(string recipe, int latent, ulong seed)
    {
        RowSource rows = Rows(seed, 50);
        var schema = new DataSchema("rows", DataKind.Table, rows.RowShape, 0, 1);
        var model = new TrainedModel(Recipe.Named(recipe).With("model.latent", latent).Compose(schema, rows));
        return new RunRecord { Command = "latent train", Data = "rows", Identity = RunRecord.IdentityOf(model, rows) };
    }

    private static FloatRows Rows(ulong seed, int count)
    {
        var rng = new Rng(seed);
        return new FloatRows([.. Enumerable.Range(0, count * 6).Select(_ => (float)rng.NextDouble())], new Shape(6));
    }
}
