using Latent.Composition;
using Latent.Data;
using Latent.Evaluation;
using Latent.Files;
using Latent.Tables;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Tests.Composition;

public class QuantileInputTests
{
    private static readonly Recipe s_recipe = Recipe.Named("table-vae").With("model.hidden", "[8]").With("model.decoder-hidden", "[8]").With("model.latent", 2).With("training.steps", 20);

    [Fact]
    public void Compose_Quantiles_EncoderReadsThemAndTheFileKeepsThem()
    {
        DataSet data = People();
        ComposedModel plain = s_recipe.Compose(DataSchema.Of(data), data.Rows), composed = s_recipe.With("model.input", "quantiles").Compose(DataSchema.Of(data), data.Rows);

        // Of two numbers (amount, age) and a category of two levels and the unknown one.
        Weights(composed).ShouldBe(Weights(plain) + (2 * 8));
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
    public void Compose_QuantilesOfPictures_IsRefused() =>
        Should.Throw<InputException>(() => Recipe.Named("vae").With("model.input", "quantiles").Compose(new DataSchema("pictures", DataKind.Image, new Shape(4, 4), 0, 1)))
            .Message.ShouldContain("'model.input' is quantiles, which are of the numbers of a table with columns, and pictures is none");

    private static int Weights(ComposedModel composed) => composed.Model.Parameters.Sum(parameter => parameter.Length);

    private static DataSet People()
    {
        double?[] amounts = [.. Enumerable.Range(0, 90).Select(i => i % 9 == 0 ? (double?)null : -Math.Exp(i % 7) + (i * 0.01))];
        return TableData.Read(Table.FromColumns(("amount", amounts), ("age", Enumerable.Range(0, 90).Select(i => 20.5 + (i * 0.3)).ToArray()), ("member", Enumerable.Range(0, 90).Select(i => i % 2 == 0 ? "yes" : "no").ToArray())));
    }
}
