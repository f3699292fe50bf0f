using Latent.Composition;
using Latent.Data;
using Latent.Evaluation;
using Latent.Files;
using Latent.Tables;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Tests.Composition;

public class EncoderInputTests
{
    private static readonly Recipe s_recipe = Recipe.Named("table-vae").With("model.hidden", "[8]").With("model.decoder-hidden", "[8]").With("model.latent", 2).With("training.steps", 20);

    // Of two numbers (amount, age), a category of two levels and the unknown one, and one of 20 and the unknown one.
    [Theory]
    [InlineData("model.input", "quantiles", 2 * 8)]
    [InlineData("model.input", "modes", 2 * 9 * 8)]
    [InlineData("model.embedding", "3", (21 * 3) + ((3 - 21) * 8))]
    public void Compose_OfATable_EncoderReadsItAndTheFileKeepsIt(string setting, string value, int further)
    {
        DataSet data = People();
        ComposedModel plain = s_recipe.Compose(DataSchema.Of(data), data.Rows), composed = s_recipe.With(setting, value).Compose(DataSchema.Of(data), data.Rows);

        Weights(composed).ShouldBe(Weights(plain) + further);
        new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(data.Rows, cancellation: TestContext.Current.CancellationToken);
        using var folder = new TemporaryFolder();
        new TrainedModel(composed).Save(folder["model"]);
        var loaded = TrainedModel.Load(folder["model"]);
        double elbo = Elbo(composed.Model, composed.Preparation);
        double.IsFinite(elbo).ShouldBeTrue();
        Elbo(loaded.Model, loaded.Preparation).ShouldBe(elbo);

        double Elbo(LatentModel model, Preparation preparation) => Evaluator.Evaluate(model, data.Rows, preparation, cancellation: TestContext.Current.CancellationToken).Elbo;
    }

    [Fact]
    public void Compose_AnEmbeddingAsWideAsTheCategories_LeavesThemAlone()
    {
        DataSet data = People();
        Weights(s_recipe.With("model.embedding", 21).Compose(DataSchema.Of(data), data.Rows)).ShouldBe(Weights(s_recipe.Compose(DataSchema.Of(data), data.Rows)));
    }

    [Fact]
    public void Compose_ModesAndAnEmbedding_GoTogether()
    {
        DataSet data = People();
        ComposedModel composed = s_recipe.With("model.embedding", 2).With("model.input", "modes").Compose(DataSchema.Of(data), data.Rows);
        double.IsFinite(Evaluator.Evaluate(composed.Model, data.Rows, composed.Preparation, cancellation: TestContext.Current.CancellationToken).Elbo).ShouldBeTrue();
    }

    [Theory]
    [InlineData("model.input", "quantiles", "'model.input' is quantiles, which are of the numbers of a table with columns, and pictures is none")]
    [InlineData("model.input", "modes", "'model.input' is modes, which are of the numbers of a table with columns, and pictures is none")]
    [InlineData("model.embedding", "4", "'model.embedding' is of the categories of a table with columns, and pictures is none")]
    public void Compose_OfPictures_IsRefused(string setting, string value, string sentence) =>
        Should.Throw<InputException>(() => Recipe.Named("vae").With(setting, value).Compose(new DataSchema("pictures", DataKind.Image, new Shape(4, 4), 0, 1)))
            .Message.ShouldContain(sentence);

    private static int Weights(ComposedModel composed) => composed.Model.Parameters.Sum(parameter => parameter.Length);

    private static DataSet People()
    {
        double?[] amounts = [.. Enumerable.Range(0, 90).Select(i => i % 9 == 0 ? (double?)null : -Math.Exp(i % 7) + (i * 0.01))];
        return TableData.Read(Table.FromColumns(
            ("amount", amounts),
            ("age", Enumerable.Range(0, 90).Select(i => 20.5 + (i * 0.3)).ToArray()),
            ("member", Enumerable.Range(0, 90).Select(i => i % 2 == 0 ? "yes" : "no").ToArray()),
            ("town", Enumerable.Range(0, 90).Select(i => $"town {(char)('a' + (i % 20))}").ToArray())));
    }
}
