using Latent.Tensors.Backends.Sphere;

namespace Latent.Tensors.Ops;

/// <content>Directions that concentrate around a mean one: the von Mises-Fisher distribution.</content>
public static partial class TensorOperations
{
    private static readonly ConcentrationOperation s_concentration = new();
    private static readonly SphereAngleOperation s_sphereAngle = new();

    /// <summary>The mean of the cosine of the angle between a draw and the mean direction: I[m/2](k) / I[m/2-1](k).</summary>
    /// <param name="concentration">k, at least 0, in any shape.</param>
    /// <param name="dimension">m, of the space around the sphere.</param>
    public static Tensor SphereMeanCosine(this Tensor concentration, int dimension) => OfConcentration(concentration, dimension, ConcentrationFunction.MeanCosine);

    /// <summary>S with log density = k (cosine - 1) - S, relative to the uniform density on the sphere.</summary>
    /// <param name="concentration">k, at least 0, in any shape.</param>
    /// <param name="dimension">m, of the space around the sphere.</param>
    public static Tensor SphereLogNormaliser(this Tensor concentration, int dimension) => OfConcentration(concentration, dimension, ConcentrationFunction.LogNormaliser);

    /// <summary>The divergence from the uniform distribution on the sphere, in nats.</summary>
    /// <param name="concentration">k, at least 0, in any shape.</param>
    /// <param name="dimension">m, of the space around the sphere.</param>
    public static Tensor SphereKl(this Tensor concentration, int dimension) => OfConcentration(concentration, dimension, ConcentrationFunction.Divergence);

    /// <summary>
    /// Angles between draws and the mean direction, in radians: <paramref name="samples"/> for every row, [rows, 1] giving
    /// [samples * rows, 1], sample by sample. The gradient passes through the draws, as if each kept its rank.
    /// </summary>
    /// <param name="concentration">[rows, 1]: k, at least 0.</param>
    /// <param name="dimension">m, of the space around the sphere: at least 2.</param>
    /// <param name="samples">How many to draw for every row.</param>
    /// <param name="rng">Where they are drawn from.</param>
    public static Tensor SphereAngle(this Tensor concentration, int dimension, int samples, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(concentration);
        ArgumentNullException.ThrowIfNull(rng);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        if (concentration.Shape.Rank != 2 || concentration.Shape[1] != 1)
        {
            throw new TensorException($"SphereAngle takes concentrations of shape [rows, 1], not {concentration.Shape}.");
        }
        Tensor angle = Tensor.Empty(new Shape(samples * concentration.Shape[0], 1), concentration.Backend);
        angle.Backend.SphereAngle(concentration, dimension, rng.NextUInt64(), angle);
        Tape.Current?.Record(new Node(s_sphereAngle, angle, concentration) { Code = dimension });
        return angle;
    }

    private static Tensor OfConcentration(Tensor concentration, int dimension, ConcentrationFunction function)
    {
        ArgumentNullException.ThrowIfNull(concentration);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 2);
        Tensor y = Tensor.Empty(concentration.Shape, concentration.Backend);
        y.Backend.OfConcentration(function, dimension, concentration, y);
        Tape.Current?.Record(new Node(s_concentration, y, concentration) { Code = dimension, Code2 = (int)function });
        return y;
    }

    private sealed class ConcentrationOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            Tensor dk = d.Target(n.A!, out bool accumulate);
            dk.Backend.OfConcentrationGradient((ConcentrationFunction)n.Code2, n.Code, n.A!, d.OutputGradient, dk, accumulate);
        }
    }

    private sealed class SphereAngleOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            Tensor dk = d.Target(n.A!, out bool accumulate);
            dk.Backend.SphereAngleGradient(n.A!, n.Code, n.Output, d.OutputGradient, dk, accumulate);
        }
    }
}
