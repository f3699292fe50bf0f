using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Tensors.Tests.Contracts;

/// <summary>
/// Every operation's derivative against central differences. The objective is a randomly weighted sum of all results of
/// two uses of the operation, so that every element counts and gradients have to be added up.
/// </summary>
public abstract class GradientContract
{
    private static readonly Backend s_reference = Backend.CreateReference();

    public static TheoryData<string> Names => [.. GradientCases.All.Select(c => c.Name)];

    private protected abstract Backend Backend { get; }

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_EveryOperand_AgreesWithDifferences(string name)
    {
        GradientCase c = GradientCases.All.Single(x => x.Name == name);
        float[][] gradients = Gradients(c, [.. Enumerable.Range(0, c.Values.Length)]);
        for (int operand = 0; operand < c.Values.Length; operand++)
        {
            for (int i = 0; i < c.Values[operand].Length; i++)
            {
                double expected = Difference(c, operand, i), actual = gradients[operand][i];
                if (!(Math.Abs(actual - expected) <= 2e-3 + (2e-3 * Math.Abs(expected))))
                {
                    Assert.Fail($"{name}: the gradient of element {i} of operand {operand} is {actual}, and should be {expected}.");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_OneOperandAlone_GivesTheSameGradient(string name)
    {
        GradientCase c = GradientCases.All.Single(x => x.Name == name);
        float[][] together = Gradients(c, [.. Enumerable.Range(0, c.Values.Length)]);
        for (int operand = 0; operand < c.Values.Length; operand++)
        {
            Agreement.Check($"{name}, operand {operand} alone", Gradients(c, [operand])[operand], together[operand], 1e-5, 1e-5);
        }
    }

    /// <summary>The gradients that one backward pass gives to the operands that are asked for.</summary>
    private float[][] Gradients(GradientCase c, int[] wanted)
    {
        Tensor[] operands = [.. c.Values.Select((values, i) => wanted.Contains(i) ? Tensor.Parameter(values, c.Shapes[i], Backend) : Tensor.From(values, c.Shapes[i], Backend))];
        var tape = new Tape(Backend);
        using (tape.Begin())
        {
            Tensor first = c.Function(operands), second = c.Function(operands);
            Tensor loss = (first * Weights(first.Shape, 1, Backend)).Sum() + (second * Weights(second.Shape, 2, Backend)).Sum();
            tape.Backward(loss, [.. wanted.Select(i => operands[i])]);
        }
        return [.. operands.Select(o => o.Gradient?.ToArray() ?? [])];
    }

    /// <summary>Central differences, extrapolated once (Richardson 1911): their error is of the fourth order of the step.</summary>
    private static double Difference(GradientCase c, int operand, int i)
    {
        const float Step = 1f / 64;
        return ((4 * Slope(Step / 2)) - Slope(Step)) / 3;

        double Slope(float step)
        {
            float old = c.Values[operand][i];
            float[] above = [.. c.Values[operand]], below = [.. c.Values[operand]];
            above[i] = old + step;
            below[i] = old - step;
            double[] up = Evaluate(above), down = Evaluate(below);

            // Differences before weights: results that do not depend on this element cancel exactly.
            double sum = 0;
            for (int j = 0; j < up.Length; j++)
            {
                sum += up[j] - down[j];
            }
            return sum / ((double)above[i] - below[i]);
        }

        double[] Evaluate(float[] values)
        {
            Tensor[] operands = [.. c.Values.Select((v, j) => Tensor.From(j == operand ? values : v, c.Shapes[j], s_reference))];
            Tensor y = c.Function(operands);
            float[] first = Weights(y.Shape, 1, s_reference).ToArray(), second = Weights(y.Shape, 2, s_reference).ToArray();
            return [.. y.ToArray().Select((result, j) => result * ((double)first[j] + second[j]))];
        }
    }

    private static Tensor Weights(Shape shape, int seed, Backend backend) => Numbers.Normal(backend, shape, seed + 40);
}

public sealed class ReferenceGradientContract : GradientContract
{
    private protected override Backend Backend { get; } = Backend.CreateReference();
}

public sealed class CpuGradientContract : GradientContract
{
    private static readonly Backend s_backend = Backend.CreateCpu(2);

    private protected override Backend Backend => s_backend;
}
