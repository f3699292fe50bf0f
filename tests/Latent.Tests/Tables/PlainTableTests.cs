using Latent.Data;

namespace Latent.Tests.Tables;

public sealed class PlainTableTests : FolderTests
{
    private static readonly DataOptions s_plain = new() { PlainColumns = [] };

    [Fact]
    public void Open_NumbersAlone_GivesThemAsTheyStand()
    {
        DataSet data = Open("a,b\n1,2\n3,4.5\n0,-6\n", s_plain);
        data.Kind.ShouldBe(DataKind.Table);
        data.Table.ShouldBeNull();
        ((FloatRows)data.Rows).Values.ToArray().ShouldBe([1, 2, 3, 4.5f, 0, -6]);
        (data.Minimum, data.Maximum).ShouldBe((-6, 4.5f));
    }

    [Fact]
    public void Open_LabelTargetAndIgnored_AreNoNumbersOfTheRow()
    {
        DataSet data = Open("id,a,cell,size\nx1,1,T,0.5\nx2,2,B,\nx3,3,,2\n", s_plain with { LabelName = "cell", TargetName = "size", Table = new() { Ignored = ["id"] } });
        ((FloatRows)data.Rows).Values.ToArray().ShouldBe([1, 2, 3]);
        data.LabelNames.ShouldBe(["B", "T"]);
        data.Labels.ShouldBe([1, 0, -1]);
        data.Targets.ShouldBe([0.5f, float.NaN, 2]);
    }

    [Fact]
    public void Open_CellsThatAreNoNumbers_AreNamed()
    {
        Message("a,b\n1,2\n3,tall\n").ShouldContain("rows.csv, line 3: 'tall' in the column 'b' is no number");
        Message("a,b\n1,2\n,4\n").ShouldContain("rows.csv, line 3: 'a' is missing");
        Message("a,b\n1,2\ninf,4\n").ShouldContain("'inf' in the column 'a' is no number");
        Message("a,b\n").ShouldContain("no rows");
        Should.Throw<InputException>(() => Open("a\n1\n", s_plain with { LabelName = "a" })).Message.ShouldContain("no column of numbers beside its label");
        Should.Throw<InputException>(() => Open("a\n1\n", s_plain with { LabelName = "kind" })).Message.ShouldContain("no column 'kind'");
        ((FloatRows)Open("a,b\n1,2\n,4\n", s_plain with { AllowMissing = true }).Rows).Values.ToArray().ShouldBe([1, 2, float.NaN, 4]);
    }

    [Fact]
    public void Open_ColumnsOfAModel_AreFoundByTheirNames()
    {
        DataSet data = Open("name,b,a\nx,2,1\ny,4,3\n", new() { PlainColumns = ["a", "b"] });
        ((FloatRows)data.Rows).Values.ToArray().ShouldBe([1, 2, 3, 4]);
        data.ColumnNames.ShouldBe(["a", "b"]);
        data.Take([1]).ColumnNames.ShouldBe(["a", "b"]);
        Should.Throw<InputException>(() => Open("a,bb\n1,2\n", new() { PlainColumns = ["a", "b"] })).Message.ShouldContain("rows.csv lacks the column 'b' that the model was made for; did you mean 'bb'?");
    }

    private DataSet Open(string text, DataOptions options)
    {
        File.WriteAllText(Folder["rows.csv"], text);
        return DataSets.Open(Folder["rows.csv"], options);
    }

    private string Message(string text) => Should.Throw<InputException>(() => Open(text, s_plain)).Message;
}
