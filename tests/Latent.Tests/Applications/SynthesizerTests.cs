using Latent.Applications;
using Latent.Tables;
using Latent.Tests.Contracts;
using Latent.Tests.Imputation;

namespace Latent.Tests.Applications;

public sealed class SynthesizerTests
{
    private static readonly SynthesizerOptions s_quick = new() { Recipe = Recipe.Named("table-vae").With("training.epochs", 1) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Fit_ByDefault_FitsTheSamplerOfColumnsUnlessItIsLeftOut()
    {
        TableSource table = SmallData.MixedTable(60);
        Synthesizer synthesizer = new Synthesizer(s_quick).Fit(table, Cancellation);
        synthesizer.Model!.Samplers.Names.ShouldBe(["columns"]);
        var writer = new MemoryWriter();
        synthesizer.Sample(30, writer, 1, [("member", "yes")], Cancellation);
        writer.Rows.Count.ShouldBe(30);
        int member = synthesizer.Columns.ToList().IndexOf("member");
        writer.Rows.ShouldAllBe(row => row[member] == "yes");

        Synthesizer plain = new Synthesizer(s_quick with { Sampler = null }).Fit(table, Cancellation);
        plain.Model!.Samplers.Names.ShouldBeEmpty();
        var others = new MemoryWriter();
        plain.Sample(30, others, 1, [("member", "yes")], Cancellation);
        others.Rows.ShouldNotBe(writer.Rows);
        others.Rows.ShouldAllBe(row => row[member] == "yes");
    }

    [Fact]
    public void Fit_OfVeryFewRows_KeepsThePrior() =>
        new Synthesizer(s_quick).Fit(SmallData.MixedTable(12), Cancellation).Model!.Samplers.Names.ShouldBeEmpty();
}
