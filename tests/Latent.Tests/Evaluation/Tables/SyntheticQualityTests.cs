using System.Xml.Linq;
using Latent.Data;
using Latent.Evaluation.Tables;
using Latent.Reports;
using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tests.Evaluation.Tables;

public class SyntheticQualityTests
{
    private const int Count = 600;

    [Fact]
    public void Compare_RowsOfTheSameKind_AreAlikeAndGiveNothingAway()
    {
        SyntheticQuality quality = Compare(People(1), People(2), People(3));

        quality.Rows.ShouldBe(Count);
        quality.MeanColumnDistance.ShouldBeLessThan(0.1);
        quality.AssociationError.ShouldBeLessThan(0.07);
        quality.NearerToTraining.ShouldBe(0.5, 0.08);
        // What lies beyond the training rows in a column is taken for the farthest of them.
        ((double[] x, double[] y), (double[] madeX, double[] madeY)) = (Numbers(1), Numbers(3));
        quality.Copies.ShouldBe(Enumerable.Range(0, Count).Count(i => Enumerable.Range(0, Count).Any(j =>
            x[j] == Math.Clamp(madeX[i], x.Min(), x.Max()) && y[j] == Math.Clamp(madeY[i], y.Min(), y.Max()) && x[j] > 0 == madeX[i] > 0)));
        (string column, double real, double synthetic) = quality.Utility.Single(u => u.Column == "group");
        column.ShouldBe("group");
        real.ShouldBeGreaterThan(0.8);
        synthetic.ShouldBe(real, 0.05);
        // The group is told by the sign of x, and y is x and as much noise.
        quality.Associations.Single(pair => pair is ("x", "y", _, _)).Real.ShouldBe(Math.Sqrt(0.5), 0.06);
        quality.Associations.Single(pair => pair is ("x", "group", _, _)).Real.ShouldBe(Math.Sqrt(2 / Math.PI), 0.04);
    }

    [Fact]
    public void Compare_CopiesOfTrainingRows_AreFound()
    {
        TableSource train = People(1);
        SyntheticQuality quality = Compare(train, People(2), train);

        quality.Copies.ShouldBe(Count);
        quality.HeldOutCopies.ShouldBe(0);
        quality.NearerToTraining.ShouldBe(1);
    }

    [Fact]
    public void Compare_ColumnsThatGoTheirOwnWays_DifferInPairsAlone()
    {
        SyntheticQuality quality = Compare(People(1), People(2), People(3, apart: true));

        quality.MeanColumnDistance.ShouldBeLessThan(0.1);
        quality.AssociationError.ShouldBeGreaterThan(0.5);
        quality.Utility.Single(u => u.Column == "group").Synthetic.ShouldBeLessThan(0.65);
    }

    [Fact]
    public void Distances_OfKnownCells_AreTheirClosedForms()
    {
        SyntheticQuality.KolmogorovSmirnov([1, 2, 3, 4], [3, 4, 5, 6]).ShouldBe(0.5);
        SyntheticQuality.KolmogorovSmirnov([1, float.NaN, 1], [2]).ShouldBe(1);
        SyntheticQuality.TotalVariation([0, 0, 1, 1], [0, 1, 1, 2]).ShouldBe(0.25);
        ColumnAssociation.Between([1, 2, 3], false, [-2, -4, -6], false).ShouldBe(1, 1e-9);
        ColumnAssociation.Between([0, 1, 0, 1], true, [0, 0, 1, 1], true).ShouldBe(0, 1e-9);
        ColumnAssociation.Between([0, 1, 2, 2], true, [1, 0, 2, 2], true).ShouldBe(1, 1e-9);
        // Between groups 4, of 5 in all.
        ColumnAssociation.Between([0, 0, 1, 1], true, [0, 1, 2, 3], false).ShouldBe(Math.Sqrt(0.8), 1e-9);
    }

    [Fact]
    public void Page_OfNewRows_ShowsColumnsPairsUtilityAndDistances()
    {
        string html = SyntheticPage.Page(Compare(People(1), People(2), People(3)), "people <b>", "runs/people").Render();

        var page = XDocument.Parse(html);
        page.Descendants("h1").Single().Value.ShouldBe("600 new rows of people <b>");
        page.Descendants("h2").Select(h => h.Value).ShouldBe(["The columns", "Columns together", "What can be learned", "What they give away"]);
        // Of three columns, their pairs, and distances.
        page.Descendants("svg").Count().ShouldBe(5);
        page.Descendants("title").Select(t => t.Value).ShouldContain(t => t.StartsWith("x and y, new rows: 0."));
        page.Descendants("title").Select(t => t.Value).ShouldContain(t => t.StartsWith("y and x, real rows: 0."));
        page.Descendants("td").Count().ShouldBe((3 * 2) + 2);
    }

    private static SyntheticQuality Compare(TableSource train, TableSource heldOut, TableSource made)
    {
        DataSet learned = TableData.Read(train);
        TableSample Of(TableSource source) => TableSample.Of(learned.Table!, TableData.Read(source, schema: learned.Table), int.MaxValue);
        return SyntheticQuality.Compare(Of(train), Of(heldOut), Of(made), Backend.Default, TestContext.Current.CancellationToken);
    }

    private static TableSource People(ulong seed, bool apart = false)
    {
        (double[] x, double[] y) = Numbers(seed, apart);
        return Table.FromColumns(("x", x), ("y", y), ("group", Enumerable.Range(0, Count).Select(i => (apart ? i % 2 == 0 : x[i] > 0) ? "up" : "down").ToArray()));
    }

    private static (double[] X, double[] Y) Numbers(ulong seed, bool apart = false)
    {
        float[] noise = Tensor.Normal(new Shape(3, Count), new Rng(seed)).ToArray();
        double[] x = [.. noise[..Count].Select(v => Math.Round(v, 4))];
        return (x, [.. noise[Count..(2 * Count)].Select((v, i) => Math.Round(v + (apart ? noise[(2 * Count) + i] : x[i]), 4))]);
    }
}
