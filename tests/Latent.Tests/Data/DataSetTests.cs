using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class DataSetTests
{
    [Fact]
    public void Split_Fraction_PartsAreDisjointAndComplete()
    {
        DataSet all = Numbered(100);
        (DataSet train, DataSet validation) = all.Split(0.2, new Rng(1));
        train.Count.ShouldBe(80);
        validation.Count.ShouldBe(20);
        train.Labels!.Concat(validation.Labels!).Order().ShouldBe(Enumerable.Range(0, 100));
        train.Labels!.ShouldBeInOrder();
    }

    [Fact]
    public void Split_SameSeed_IsTheSame()
    {
        int[] first = Numbered(100).Split(0.2, new Rng(1)).Validation.Labels!;
        Numbered(100).Split(0.2, new Rng(1)).Validation.Labels.ShouldBe(first);
        Numbered(100).Split(0.2, new Rng(2)).Validation.Labels.ShouldNotBe(first);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Split_FractionOutOfRange_Throws(double fraction) =>
        Should.Throw<InputException>(() => Numbered(10).Split(fraction, new Rng(1))).Message.ShouldContain("between 0 and 1");

    [Fact]
    public void Split_TinyFraction_KeepsARowOnEachSide()
    {
        Numbered(10).Split(0.001, new Rng(1)).Validation.Count.ShouldBe(1);
        Numbered(10).Split(0.999, new Rng(1)).Train.Count.ShouldBe(1);
        Should.Throw<InputException>(() => Numbered(1).Split(0.5, new Rng(1)));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.9)]
    public void Split_OfRowsOfWhichFewHaveTheirClass_SetsOthersAside(double fraction)
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i % 5 == 0 ? i : -1)];
        float[] numbers = [.. labels.Select(label => label < 0 ? float.NaN : label)];
        foreach (DataSet few in new[] { new DataSet("few", DataKind.Table, Numbered(100).Rows) { Labels = labels }, new DataSet("few", DataKind.Table, Numbered(100).Rows) { TargetName = "y", Targets = numbers } })
        {
            (DataSet train, DataSet validation) = few.Split(fraction, new Rng(1));
            validation.Count.ShouldBe(Math.Min(80, (int)(100 * fraction)));
            (validation.Labels ?? [.. validation.Targets!.Select(y => float.IsNaN(y) ? -1 : 1)]).ShouldAllBe(label => label < 0);
            (train.Count + validation.Count).ShouldBe(100);
        }
    }

    [Fact]
    public void Split_OfRowsOfWhichMostHaveTheirClass_SetsAnyAside()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i % 5 == 0 ? -1 : i)];
        DataSet validation = new DataSet("many", DataKind.Table, Numbered(100).Rows) { Labels = labels }.Split(0.2, new Rng(1)).Validation;
        validation.Labels!.ShouldContain(label => label >= 0);
    }

    [Fact]
    public void Take_Rows_CarriesLabelsAndFactorsAlong()
    {
        DataSet taken = Numbered(10).Take([7, 2]);
        float[] read = new float[2];
        taken.Rows.Read([0, 1], read);
        read.ShouldBe([7f, 2]);
        taken.Labels.ShouldBe([7, 2]);
        taken.Factors.ShouldBe([70f, 71, 20, 21]);
    }

    [Fact]
    public void Constructor_LabelsOfAnotherCount_Throws() =>
        Should.Throw<ArgumentException>(() => new DataSet("x", DataKind.Table, new FloatRows([1, 2], new Shape(1))) { Labels = [1] });

    private static DataSet Numbered(int count) =>
        new("numbers", DataKind.Table, new FloatRows([.. Enumerable.Range(0, count).Select(i => (float)i)], new Shape(1)))
        {
            Labels = [.. Enumerable.Range(0, count)],
            FactorNames = ["a", "b"],
            Factors = [.. Enumerable.Range(0, count).SelectMany(i => new[] { 10f * i, (10f * i) + 1 })],
        };
}
