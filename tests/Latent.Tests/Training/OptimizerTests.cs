using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Tests.Training;

public class OptimizerTests
{
    private static readonly double[] s_start = [1, -2, 0.5];
    private static readonly double[][] s_gradients = [[0.3, -0.1, 2], [0.2, 0.4, -1], [0, 0.05, 0.5]];

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.1, false)]
    [InlineData(0.1, true)]
    public void Adam_OverThreeSteps_IsThatByHand(double weightDecay, bool decoupled)
    {
        const double Rate = 0.05, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-3;
        double[] w = [.. s_start], m = new double[3], v = new double[3];
        for (int t = 1; t <= 3; t++)
        {
            for (int i = 0; i < 3; i++)
            {
                double g = s_gradients[t - 1][i] + (decoupled ? 0 : weightDecay * w[i]);
                w[i] -= decoupled ? Rate * weightDecay * w[i] : 0;
                m[i] = (Beta1 * m[i]) + ((1 - Beta1) * g);
                v[i] = (Beta2 * v[i]) + ((1 - Beta2) * g * g);
                w[i] -= Rate * (m[i] / (1 - Math.Pow(Beta1, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(Beta2, t))) + Epsilon);
            }
        }
        var options = new AdamOptions { Beta1 = Beta1, Beta2 = Beta2, Epsilon = Epsilon, WeightDecay = weightDecay, Decoupled = decoupled };
        Run(parameters => new Adam(parameters, options), Rate).ShouldBe([.. w.Select(x => (float)x)], 1e-5);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.9, 0)]
    [InlineData(0.9, 0.1)]
    public void MomentumDescent_OverThreeSteps_IsThatByHand(double momentum, double weightDecay)
    {
        double[] w = [.. s_start], m = new double[3];
        for (int t = 0; t < 3; t++)
        {
            for (int i = 0; i < 3; i++)
            {
                m[i] = (momentum * m[i]) + s_gradients[t][i] + (weightDecay * w[i]);
                w[i] -= 0.05 * m[i];
            }
        }
        Run(parameters => new MomentumDescent(parameters, momentum, weightDecay), 0.05).ShouldBe([.. w.Select(x => (float)x)], 1e-5);
    }

    [Fact]
    public void Update_ScalesGradientsFirst()
    {
        float[] scaled = Run(parameters => new MomentumDescent(parameters, 0), 0.05, gradientScale: 0.5);
        scaled.ShouldBe(Run(parameters => new MomentumDescent(parameters, 0), 0.025), 1e-6);
    }

    [Fact]
    public void State_HoldsWhatIsCarried()
    {
        Tensor[] parameters = [Tensor.Parameter([1, 2], new Shape(2)), Tensor.Parameter([3], new Shape(1))];
        new Adam(parameters).State.Select(s => s.Name).ShouldBe(["first.0", "first.1", "second.0", "second.1"]);
        new MomentumDescent(parameters).State.Select(s => (s.Name, s.Tensor.Shape)).ShouldBe([("momentum.0", new Shape(2)), ("momentum.1", new Shape(1))]);
    }

    /// <summary>Three steps along the gradients above, which are those of a dot product.</summary>
    private static float[] Run(Func<IReadOnlyList<Tensor>, Optimizer> make, double rate, double gradientScale = 1)
    {
        var parameter = Tensor.Parameter([.. s_start.Select(x => (float)x)], new Shape(3));
        Optimizer optimizer = make([parameter]);
        var tape = new Tape();
        foreach (double[] gradient in s_gradients)
        {
            using Tape.Scope scope = tape.Begin();
            tape.Backward((parameter * Tensor.From([.. gradient.Select(g => (float)g)], parameter.Shape)).Sum(), [parameter]);
            optimizer.Update(rate, gradientScale);
        }
        optimizer.Updates.ShouldBe(3);
        return parameter.ToArray();
    }
}
