using Latent.Penalties;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Tests.Penalties;

public sealed class CriticTests
{
    [Theory]
    [InlineData(new[] { 16, 16, 3 }, 16)]
    [InlineData(new[] { 12, 8, 1 }, 6)]
    [InlineData(new[] { 5 }, 1)]
    public void Score_OfRows_IsOneForEveryPatch(int[] row, int patches)
    {
        var critic = new Critic(new Shape(row), isUnit: true, [4, 6], 1, new Rng(1));
        critic.Begin();
        critic.Score(critic.Features(Tensor.Normal(new Shape(row).Prepend(3), new Rng(2)))).Shape.ShouldBe(new Shape(3 * patches, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Score_OfARow_KnowsWhetherTheOthersAreLikeIt(int layers)
    {
        var critic = new Critic(new Shape(8, 8, 1), isUnit: true, [4, 6], layers, new Rng(1));
        critic.Begin();
        Tensor row = Tensor.Normal(new Shape(1, 8, 8, 1), new Rng(2)), other = Tensor.Normal(new Shape(1, 8, 8, 1), new Rng(3));
        float[] amongCopies = critic.Score(critic.Features(row.Repeat(2))).ToArray(), amongOthers = critic.Score(critic.Features(row.Concat(other, 0))).ToArray();
        amongCopies[..4].ShouldBe(amongCopies[4..]);
        amongOthers[..4].ShouldNotBe(amongCopies[..4]);
    }
}
