using Latent.Distributions;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

public class StandardNormalDistributionTests : DistributionContract
{
    protected override Parameter[] Parameters => [];

    protected override (Parameter[] Parameters, float[] Values)[] Extremes => [([], [0, 1e6f, -1e6f])];

    protected override double[] Means => new double[Rows * Values];

    protected override double[] Variances => [1, 1, 1, 1, 1, 1];

    protected override (double From, double To) Support => (-12, 12);

    [Fact]
    public void Sample_HasARowForEveryDraw() => new StandardNormal(5).Given().Sample(7, new Rng(1)).Shape.ShouldBe(new Shape(7, 5));

    protected override int OwnRows => 1;

    protected override Distribution Create(IReadOnlyList<Tensor> parameters) => new StandardNormal(Values).Given();
}
