using Latent.Bounds;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Bounds;

public class CapacityElboTests : BoundContract
{
    // Far above the KL, so that the bound stays one while the capacity grows.
    protected override Bound Create() => new CapacityElbo(Schedule.Linear(10, 20, 10), gamma: 3);

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void Objective_HoldsTheKlAtTheCapacity(double epoch)
    {
        var linear = new LinearGaussian(new CapacityElbo(Schedule.Linear(0, 10, 10), gamma: 3));
        (double reconstruction, double[] kl) = ElboTests.ByHand(linear.Pass(4));
        ((double)linear.Objective(4, epoch).Item()).ShouldBe(reconstruction - (3 * Math.Abs(kl.Sum() - epoch)), 1e-4);
        FiniteDifferences.ShouldAgree(linear.Model.Parameters, () => linear.Objective(4, epoch), tolerance: 5e-3);
    }
}
