using Latent.Data;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tests.Data;

public class LabelTests
{
    private static readonly int[] s_labels = [5, 6, 7, 8, 9, 10];

    [Fact]
    public void Labels_ThroughSelectionsAndViews_StayWithTheirRows()
    {
        DataSet data = Data();
        data.Rows.Labels.ShouldBe(s_labels);
        data.Take([4, 1, 3]).Take([2, 0]).Rows.Labels.ShouldBe([8, 9]);
        data.Rows.WithRowShape(new Shape(1, 2)).Labels.ShouldBe(s_labels);
        new SelectedRows(data.Rows, [1, 1]).Labels.ShouldBe([6, 6]);
    }

    [Fact]
    public void Labels_ThroughShuffledBatches_StayWithTheirRows()
    {
        DataSet data = Data().Take([5, 4, 3, 2, 1, 0]);
        using var loader = new BatchLoader(data.Rows, 4, Preparation.None, Backend.Default);
        foreach (int epoch in new[] { 0, 1 })
        {
            loader.Start(Permutation.ForEpoch(6, new Rng(3), epoch), epoch);
            int rows = 0;
            while (loader.Next(new Rng(1)) is { } batch)
            {
                float[] values = batch.Values.ToArray();
                batch.Labels!.Length.ShouldBe(batch.Rows);
                for (int i = 0; i < batch.Rows; i++)
                {
                    // Every row begins with its number.
                    batch.Labels.Values[i].ShouldBe(5 + (int)values[2 * i]);
                }
                rows += batch.Rows;
            }
            rows.ShouldBe(6 - epoch);
        }
    }

    [Fact]
    public void Labels_OfRowsWithout_AreNull()
    {
        var rows = new FloatRows(new float[4], new Shape(2));
        using var loader = new BatchLoader(rows, 2, Preparation.None, Backend.Default);
        loader.Start(Permutation.Identity(2));
        loader.Next(new Rng(1))!.Labels.ShouldBeNull();
    }

    [Fact]
    public void WithLabels_OfAnotherNumber_Throws() =>
        Should.Throw<ArgumentException>(() => new FloatRows(new float[4], new Shape(2)).WithLabels([1]));

    [Fact]
    public void Schema_OfLabelledData_NamesTheClasses()
    {
        DataSet Labelled(int[] labels, string[]? names = null) => new("rows", DataKind.Table, new FloatRows(new float[4], new Shape(2))) { Labels = labels, LabelNames = names };
        DataSchema.Of(Labelled([0, 1], ["cat", "dog", "cow"])).Classes.ShouldBe(["cat", "dog", "cow"]);
        DataSchema.Of(Labelled([0, 2])).Classes.ShouldBe(["0", "1", "2"]);
        DataSchema.Of(Labelled([0, -2])).Classes.ShouldBeEmpty();
        DataSchema.Of(Labelled([0, 2_000_000])).Classes.ShouldBeEmpty();
        DataSchema.Of(Labelled([0, 1])).ShouldBe(DataSchema.Of(Labelled([1, 0])));
        DataSchema.Of(Labelled([0, 1])).ShouldNotBe(DataSchema.Of(Labelled([0, 2])));
    }

    [Fact]
    public void Fit_OfDataWhoseClassesAreNumberedOtherwise_NumbersThemAsTheModelDoes()
    {
        DataSet Named(params string[] names) => new("rows", DataKind.Table, new FloatRows(new float[6], new Shape(2))) { Labels = [0, 1, 0], LabelNames = names };
        var schema = DataSchema.Of(Named("cat", "cow", "dog"));
        schema.Fit(Named("cat", "dog")).Labels.ShouldBe([0, 2, 0]);
        schema.Fit(Named("cat", "cow")).Labels.ShouldBe([0, 1, 0]);
        schema.Fit(Named("bat", "cow")).Labels.ShouldBe([-1, 1, -1]);
    }

    private static DataSet Data() =>
        new("rows", DataKind.Table, new FloatRows([.. Enumerable.Range(0, 12).Select(i => i % 2 == 0 ? i / 2f : -1)], new Shape(2))) { Labels = s_labels };
}
