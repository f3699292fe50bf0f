using Latent.Tests.Contracts;

namespace Latent.Tests.Penalties;

/// <summary>Penalties over latents that they make no sense for are refused when the model is composed.</summary>
public class ObjectionTests
{
    [Theory]
    [InlineData("model.penalties", "total-correlation", "deterministic", "diagonal-gaussian")]
    [InlineData("model.penalties", "[{ kind: dip-covariance, of: aggregate }]", "deterministic", "diagonal-gaussian")]
    [InlineData("model.penalties", "sparsity-rate", "diagonal-gaussian", "sigmoid")]
    [InlineData("model.penalties", "sparsity-rate", "deterministic", "sigmoid")]
    [InlineData("model.bound", "renyi", "deterministic", "diagonal-gaussian")]
    [InlineData("model.bound", "combined-importance-weighted", "deterministic", "diagonal-gaussian")]
    [InlineData("model.bound", "partially-importance-weighted", "deterministic", "diagonal-gaussian")]
    [InlineData("model.bound", "{ kind: elbo, sticks-the-landing: true }", "deterministic", "diagonal-gaussian")]
    public void Compose_OfPartsThatContradictEachOther_SaysWhatFits(string path, string part, string posterior, string fits) =>
        Should.Throw<InputException>(() => SmallData.Compose("vae", SmallData.Table(10), ("model.posterior", posterior), (path, part))).Message.ShouldContain(fits);

    [Theory]
    [InlineData("mmd")]
    [InlineData("latent-critic")]
    [InlineData("density-ratio")]
    [InlineData("dip-covariance")]
    [InlineData("latent-norm")]
    public void Compose_OfPenaltiesOnSamplesOrMeans_TakesAnyPosterior(string penalty)
    {
        foreach (string posterior in new[] { "deterministic", "diagonal-gaussian" })
        {
            SmallData.Compose("vae", SmallData.Table(10), ("model.posterior", posterior), ("model.penalties", penalty)).Model.Players.Count.ShouldBeLessThanOrEqualTo(2);
        }
    }
}
