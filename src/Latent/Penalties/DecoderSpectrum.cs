using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Penalties;

/// <summary>
/// weight sum s^2 / 2 over the decoder's maps, s the largest singular value of each: what bounds how far a decoded row may
/// move with its latent (Yoshida and Miyato 2017), for RAE in the place of spectral normalisation, which divides by s. It
/// is found by five steps of the power iteration from a random direction at every update, so what is penalised is at most s.
/// </summary>
/// <param name="weight">The weight.</param>
public sealed class DecoderSpectrum(double weight = 0.1) : Penalty
{
    private const int Iterations = 5;
    private const float Smallest = 1e-12f;

    private readonly DecoderMaps _maps = new();

    /// <inheritdoc/>
    public override Tensor Value(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var rng = step.Rng.Split("spectrum");
        Tensor sum = Tensor.Zeros(Shape.Scalar, pass.Latent.Backend);
        foreach (Tensor map in _maps.Of(pass.Model))
        {
            sum += SquaredNorm(map.Reshape(map.Length / map.Shape.Columns, map.Shape.Columns), rng);
        }
        return sum * (0.5f * (float)weight);
    }

    /// <summary>The square of the largest singular value, or a little less.</summary>
    /// <param name="map">[inputs, outputs].</param>
    /// <param name="rng">Where the iteration's beginning is drawn from.</param>
    internal static Tensor SquaredNorm(Tensor map, Rng rng)
    {
        Tensor held = map.Detach(), left = Tensor.Normal(new Shape(1, map.Shape[0]), rng, map.Backend);
        for (int i = 0; i < Iterations; i++)
        {
            left = Unit(Unit(left.MatMul(held)).MatMul(held, transposeB: true));
        }
        return left.MatMul(map).Square().Sum();
    }

    private static Tensor Unit(Tensor vector) => vector * vector.Square().Sum().Sqrt().Maximum(Smallest).Reciprocal();
}
