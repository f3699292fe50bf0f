using Latent.Data;
using Latent.Layers;
using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tests.Layers;

public class WithoutTwinsTests
{
    private const int Rows = 400;

    private static readonly string[] s_degrees = ["school", "college", "bachelor", "master", "doctor"];

    private static readonly int[] s_years = [.. Enumerable.Range(0, Rows).Select(r => r * r * 7 % 31 % s_degrees.Length)];

    private static string[] Degrees => [.. s_years.Select(year => s_degrees[year])];

    [Fact]
    public void Name_BesideItsCode_IsLeftOut()
    {
        Left(("degree", Degrees), ("years", s_years.Select(year => (double?)(9 + year)).ToArray())).ShouldBe(["degree"]);

        // Of two names the first is read.
        Left(("degree", Degrees), ("titre", Degrees.Select(degree => $"le {degree}").ToArray())).ShouldBe(["titre"]);
    }

    [Fact]
    public void Columns_ThatTellMore_AreRead()
    {
        double?[] years = [.. s_years.Select(year => (double?)(9 + year))];
        string[] once = Degrees;
        once[37] = once[37] == "master" ? "doctor" : "master";
        Left(("degree", once), ("years", years)).ShouldBeEmpty();

        // A name that is known where its code is not.
        double?[] gaps = [.. years];
        gaps[5] = null;
        Left(("degree", Degrees), ("years", gaps)).ShouldBeEmpty();
        string[] unnamed = Degrees;
        unnamed[5] = "";
        Left(("degree", unnamed), ("years", years)).ShouldBe(["degree"]);

        // Numbers that are all different go together by chance.
        Left(("a", Enumerable.Range(0, Rows).Select(r => (double?)Math.Sin(r)).ToArray()), ("b", Enumerable.Range(0, Rows).Select(r => (double?)Math.Cos(3 * r)).ToArray())).ShouldBeEmpty();
    }

    [Fact]
    public void Forward_LeavesOtherValuesAsTheyAre()
    {
        DataSet data = TableData.Read(Table.FromColumns(("degree", Degrees), ("years", s_years.Select(year => (double?)(9 + year)).ToArray())), new TableOptions());
        var layer = new WithoutTwins(data.Table!);
        using Tape.Scope scope = new Tape(Backend.Default, record: false).Begin();
        Tensor rows = Tensor.Uniform(new Shape(3, layer.Inputs), new Rng(1));
        layer.Forward(rows, Phase.Evaluation).ToArray().ShouldBe(rows.ToArray());
        layer.Begin(data.Rows);
        layer.Forward(rows, Phase.Evaluation).ToArray().ShouldBe((rows * layer.Kept).ToArray());
    }

    /// <summary>The columns that are not read.</summary>
    private static string[] Left(params (string Name, Array Values)[] columns)
    {
        DataSet data = TableData.Read(Table.FromColumns(columns), new TableOptions());
        var layer = new WithoutTwins(data.Table!);
        layer.Begin(data.Rows);
        float[] kept = layer.Kept.ToArray();
        return [.. data.Table!.Slots.Where(slot => kept[slot.Start] == 0).Select(slot => data.Table.Columns[slot.Column].Name).Distinct()];
    }
}
