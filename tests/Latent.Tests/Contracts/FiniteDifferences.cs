using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Tests.Contracts;

/// <summary>Compares gradients with central differences.</summary>
internal static class FiniteDifferences
{
    /// <summary>Checks every element of every parameter's gradient of the sum of some terms.</summary>
    /// <param name="parameters">What to differentiate by.</param>
    /// <param name="terms">Computes the terms from the parameters; the same every time it is called.</param>
    /// <param name="tolerance">The allowed error, relative to 1 + |gradient|.</param>
    /// <param name="step">How far a parameter is moved either way.</param>
    public static void ShouldAgree(IReadOnlyList<Tensor> parameters, Func<Tensor> terms, double tolerance = 2e-3, float step = 1e-2f)
    {
        float[][] gradients = Gradients(parameters, terms);
        for (int p = 0; p < parameters.Count; p++)
        {
            float[] values = parameters[p].ToArray();
            for (int i = 0; i < values.Length; i++)
            {
                float held = values[i];
                values[i] = held + step;
                float above = values[i];
                parameters[p].Set(values);
                double up = Total(terms);
                values[i] = held - step;
                parameters[p].Set(values);
                double slope = (up - Total(terms)) / ((double)above - values[i]);
                values[i] = held;
                parameters[p].Set(values);
                Math.Abs(slope - gradients[p][i]).ShouldBeLessThan(tolerance * (1 + Math.Abs(slope)), $"parameter {p}, element {i}: {gradients[p][i]} against {slope}");
            }
        }
    }

    /// <summary>The gradients of the sum of some terms.</summary>
    public static float[][] Gradients(IReadOnlyList<Tensor> parameters, Func<Tensor> terms)
    {
        var tape = new Tape(parameters[0].Backend);
        using (tape.Begin())
        {
            tape.Backward(terms().Sum(), parameters);
        }
        return [.. parameters.Select(p => p.Gradient!.ToArray())];
    }

    private static double Total(Func<Tensor> terms) => terms().ToArray().Sum(v => (double)v);
}
