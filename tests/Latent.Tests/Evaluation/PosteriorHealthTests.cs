using Latent.Data;
using Latent.Evaluation;
using Latent.Tensors;

namespace Latent.Tests.Evaluation;

public sealed class PosteriorHealthTests
{
    private static readonly DataSchema s_schema = new("rows", DataKind.Table, new Shape(6), 0, 1);

    [Theory]
    [InlineData(5.0, 8, null)]
    [InlineData(5.0, 4, null)]
    [InlineData(5.0, 3, "Only 3 of 8 latent dimensions are active")]
    [InlineData(5.0, 1, "Only 1 of 8 latent dimensions is active")]
    [InlineData(5.0, 0, "No latent dimension is active")]
    [InlineData(0.01, 0, "collapsed")]
    public void Advise_Vae_NamesWhatIsWrong(double kl, int active, string? words) => Check("vae", -10, kl, active, words);

    [Fact]
    public void Advise_BoundThatIsNotFinite_SaysSo() => Check("vae", double.NaN, 5, 8, "not finite");

    [Fact]
    public void Advise_PlainAutoencoder_SaysThatSamplesMeanLittle() => Check("ae", -10, 0, 8, "plain autoencoder");

    private static void Check(string recipe, double elbo, double kl, int active, string? words)
    {
        LatentModel model = Recipe.Named(recipe).With("model.latent", 8).Compose(s_schema).Model;
        var result = new EvaluationResult { Rows = 1, Elbo = elbo, Reconstruction = elbo + kl, Kl = kl, KlPerDimension = [], ActiveUnits = active };
        IReadOnlyList<string> advice = PosteriorHealth.Advise(model, result);
        advice.Count.ShouldBe(words is null ? 0 : 1);
        if (words is not null)
        {
            advice[0].ShouldContain(words);
        }
    }
}
