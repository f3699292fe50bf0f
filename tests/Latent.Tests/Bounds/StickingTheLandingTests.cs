using Latent.Bounds;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Bounds;

public class StickingTheLandingTests : BoundContract
{
    protected override Bound Create() => new Elbo(sticksTheLanding: true);

    // The encoder follows another estimator of the same expectation.
    private protected override IReadOnlyList<Tensor> Differentiable(LinearGaussian linear) => [linear.Model.Parameters[2], linear.Model.Parameters[3]];

    [Fact]
    public void Objective_IsTheMeanLogWeight()
    {
        var linear = new LinearGaussian(new Elbo(samples: 3, sticksTheLanding: true));
        ((double)linear.Objective(4).Item()).ShouldBe(linear.Pass(4).LogWeight.ToArray().Average(w => (double)w), 1e-5);
    }

    [Fact]
    public void EncodersGradient_IsThatOfTheElboOnAverage() =>
        new EncoderGradients(new Elbo(samples: 4, sticksTheLanding: true)).ShouldAgreeWith(new EncoderGradients(new Elbo(samples: 4)));

    [Fact]
    public void EncodersGradient_AtTheTruePosterior_HasNoNoise()
    {
        new EncoderGradients(new Elbo(sticksTheLanding: true), draws: 30, error: 0).Largest.ShouldBeLessThan(1e-5);
        new EncoderGradients(new Elbo(), draws: 30, error: 0).Noise.ShouldBeGreaterThan(1e-3);
    }

    [Fact]
    public void Elbo_WithFreeBitsToo_IsRefused() =>
        Should.Throw<InputException>(() => new Elbo(freeBits: 0.5, sticksTheLanding: true)).Message.ShouldContain("leave out one");

    [Fact]
    public void Recipe_WithTwoGradients_IsRefused() =>
        Should.Throw<InputException>(() => SmallData.Compose("iwae", SmallData.Table(10), ("model.bound", "{ kind: importance-weighted, doubly-reparameterized: true, sticks-the-landing: true }")))
            .Message.ShouldContain("take one of them");
}
