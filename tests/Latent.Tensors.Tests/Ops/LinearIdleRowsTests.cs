using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Tensors.Tests.Ops;

public class LinearIdleRowsTests
{
    /// <summary>Rows whose gradient is zero may be skipped, however few or many they are; the others may not.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(25)]
    [InlineData(39)]
    [InlineData(40)]
    public void Backward_WithSomeRowsWithoutGradient_AgreesWithTheReference(int idle)
    {
        float[][] expected = Gradients(Backend.CreateReference(), idle), actual = Gradients(Backend.CreateCpu(1), idle);
        for (int i = 0; i < expected.Length; i++)
        {
            actual[i].ShouldBe(expected[i], 1e-4);
        }
    }

    private static float[][] Gradients(Backend backend, int idle)
    {
        const int Rows = 40;
        var rng = new Rng(3);
        Tensor x = Parameter(Rows, 7), w = Parameter(7, 5), bias = Parameter(1, 5).Reshape(new Shape(5));
        float[] weights = new float[Rows];
        for (int r = idle; r < Rows; r++)
        {
            weights[r] = r;
        }
        new Rng(8).Shuffle(weights.AsSpan());
        var tape = new Tape(backend);
        Tensor[] parameters = [x, w];
        for (int repeat = 0; repeat < 2; repeat++)
        {
            // The second time memory is used again that holds the first's results.
            using Tape.Scope scope = tape.Begin();
            Tensor hidden = x.Affine(repeat == 0 ? 1e6f : 1);
            tape.Backward((hidden.Linear(w, bias) * Tensor.From(weights, new Shape(Rows, 1), backend)).Sum(), parameters);
        }
        return [.. parameters.Select(p => p.Gradient!.ToArray())];

        Tensor Parameter(int rows, int columns)
        {
            float[] values = new float[rows * columns];
            foreach (ref float value in values.AsSpan())
            {
                value = (float)rng.NextNormal();
            }
            return Tensor.Parameter(values, new Shape(rows, columns), backend);
        }
    }
}
