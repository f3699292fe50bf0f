using Latent.Data;
using Latent.Tables;
using Latent.Tests.Tables;

namespace Latent.Tests.Data;

public sealed class ShapeFormsTests
{
    private static readonly DataSet s_shapes = Shapes.Generate(50, 7);

    [Fact]
    public void Table_Rows_SayWhatIsKnownOfEveryPicture()
    {
        TableSource table = ShapeForms.Table(s_shapes);
        table.Columns().ShouldBe(["kind", "scale", "rotation", "x", "y", "lit"]);
        string[] rows = [.. table.Rows()];
        rows.Length.ShouldBe(50);
        rows.Select(row => row.Split('|')[0]).ShouldBe(s_shapes.Labels!.Select(label => Shapes.Kinds[label]));
        table.Numbers(3).Select(x => (float)x).ShouldBe(Enumerable.Range(0, 50).Select(row => s_shapes.Factors![(row * 5) + 3]));
        table.Numbers(5).ShouldBe(Enumerable.Range(0, 50).Select(row => (double)Picture(row).Count(pixel => pixel >= 0.5f)));
    }

    [Fact]
    public void Counts_Rows_AreLitPixelsOfLinesAndColumns()
    {
        DataSet counts = ShapeForms.Counts(s_shapes);
        counts.Labels.ShouldBe(s_shapes.Labels);
        counts.FactorNames.ShouldBe(s_shapes.FactorNames);
        float[] row = new float[64];
        for (int i = 0; i < counts.Count; i++)
        {
            counts.Rows.Read([i], row);
            float[][] lines = [.. Picture(i).Chunk(32)];
            row[..32].ShouldBe(lines.Select(line => (float)line.Count(pixel => pixel >= 0.5f)));
            row[32..].ShouldBe(Enumerable.Range(0, 32).Select(column => (float)lines.Count(line => line[column] >= 0.5f)));
        }
    }

    [Fact]
    public void Forms_OtherData_AreRefused()
    {
        Should.Throw<ArgumentException>(() => ShapeForms.Table(MovingShapes.Generate(2, 1)));
        Should.Throw<ArgumentException>(() => ShapeForms.Counts(new DataSet("plain", DataKind.Table, s_shapes.Rows)));
    }

    [Fact]
    public void Open_ShapesAsAnotherKind_GivesThatForm()
    {
        var test = new DataOptions { Split = DataSplit.Test };
        DataSet films = DataSets.Open("shapes", test with { As = DataKind.Sequence });
        films.Name.ShouldBe("moving-shapes");
        films.Kind.ShouldBe(DataKind.Sequence);
        DataSet table = DataSets.Open("shapes", test with { Form = DataKind.Table, LabelName = "kind" });
        table.Table!.Columns.Select(column => column.Name).ShouldBe(["kind", "scale", "rotation", "x", "y", "lit"]);
        table.Table.Columns[0].Kind.ShouldBe(ColumnKind.Ignored);
        table.LabelNames.ShouldBe(["ellipse", "heart", "square", "triangle"]);
        table.Count.ShouldBe(2_000);
        DataSets.Open("shapes", test with { As = DataKind.Table, Plain = true }).RowShape.Length.ShouldBe(64);

        // A form that a set does not have leaves it as it is; a kind that is asked for does not.
        DataSets.Open("shapes", test with { Form = DataKind.Volume }).Kind.ShouldBe(DataKind.Image);
        Should.Throw<InputException>(() => DataSets.Open("shapes", test with { As = DataKind.Volume })).Message.ShouldContain("cannot be opened as volume data");
    }

    private static float[] Picture(int row)
    {
        float[] picture = new float[1024];
        s_shapes.Rows.Read([row], picture);
        return picture;
    }
}
