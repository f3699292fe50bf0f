using Latent.Applications;
using Latent.Data;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Tests.Applications;

public class GroupTraitsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Of_Table_NamesTheColumnsThatDifferMost()
    {
        var rng = new Rng(4);
        int[] groups = [.. Enumerable.Range(0, 200).Select(i => i < 50 ? 1 : 0)];
        double?[] age = [.. groups.Select((g, i) => i % 10 == 0 ? (double?)null : Math.Round((g == 1 ? 70 : 30) + (2 * rng.NextNormal()), 1))];
        string[] job = [.. groups.Select((g, i) => g == 1 ? i % 5 == 0 ? "cook" : "nurse" : i % 3 == 0 ? "smith" : "cook")];
        double[] noise = [.. groups.Select(_ => rng.NextNormal())];
        DataSet data = TableData.Read(Table.FromColumns(("noise", noise), ("age", age), ("job", job)), new TableOptions { Columns = new Dictionary<string, ColumnSetting> { ["age"] = new(ColumnKind.Real) } });

        IReadOnlyList<IReadOnlyList<GroupTrait>> traits = GroupTraits.Of(data, groups, 3, cancellation: Cancellation);

        traits.Count.ShouldBe(3);
        traits[1].Select(t => t.Column).ShouldBe(["age", "job"]);
        traits[1][0].Level.ShouldBeNull();
        traits[1][0].Group.ShouldBe(70, 1);
        traits[1][0].All.ShouldBe(40, 1);
        traits[1][0].Effect.ShouldBe(Math.Sqrt(3), 0.1);
        traits[1][1].ToString().ShouldBe("job = nurse 80% (all 20%)");
        traits[0][0].Group.ShouldBe(30, 1);
        traits[2].ShouldBeEmpty();
    }

    [Fact]
    public void Of_AtomsOfAColumn_CountAsLevels()
    {
        int[] groups = [.. Enumerable.Range(0, 400).Select(i => i / 200)];
        var rng = new Rng(2);
        double[] amount = [.. groups.Select((g, i) => g == 0 || i % 4 == 0 ? 0 : Math.Exp(3 + rng.NextNormal()))];
        DataSet data = TableData.Read(Table.FromColumns(("amount", amount), ("b", groups.Select(_ => rng.NextNormal()).ToArray())));
        data.Table!.Columns[0].Atoms.ShouldBe([0.0]);

        GroupTrait trait = GroupTraits.Of(data, groups, 2, cancellation: Cancellation)[0][0];

        (trait.Column, trait.Level, trait.Group, trait.All).ShouldBe(("amount", "0", 1, 0.625));
    }

    [Fact]
    public void Of_PlainRows_NumbersTheirColumns()
    {
        GroupTrait trait = Single([0, 5, 1, 5, 10, 5, 11, 5]);
        trait.ToString().ShouldBe("x0 10.5 (all 5.5)");
        Single([0, 5, 1e-12f, 5, 1e-11f, 5, 1.1e-11f, 5]).Effect.ShouldBe(trait.Effect, 1e-6);

        static GroupTrait Single(float[] rows) =>
            GroupTraits.Of(new DataSet("rows", DataKind.Table, new FloatRows(rows, new Shape(2))), [0, 0, 1, 1], 2, cancellation: Cancellation)[1].Single();
    }
}
