using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Flows;

/// <summary>
/// z + u tanh(w z + b): stretches or squeezes along one direction, around a plane (Rezende and Mohamed 2015). It can be
/// undone where w u > -1, which u is bent to meet; its inverse has no closed form.
/// </summary>
public sealed class Planar : Flow
{
    private readonly FlowParameters _parameters;

    /// <summary>A planar flow whose parameters come as its context, or are learned.</summary>
    /// <param name="size">How many values a row has.</param>
    /// <param name="rng">Where learned parameters are drawn from; null to take them from the context: w, u and b.</param>
    /// <param name="backend">Where learned ones live.</param>
    public Planar(int size, Rng? rng = null, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        Size = size;
        _parameters = new FlowParameters((2 * size) + 1, size, rng, backend);
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <inheritdoc/>
    public override int ContextSize => _parameters.ContextSize;

    /// <inheritdoc/>
    public override bool HasInverse => false;

    /// <inheritdoc/>
    public override Transformed Forward(Tensor z, Tensor? context = null)
    {
        ArgumentNullException.ThrowIfNull(z);
        Tensor parameters = _parameters.Of(context);
        Tensor w = parameters.Slice(1, 0, Size), u = parameters.Slice(1, Size, Size), b = parameters.Slice(1, 2 * Size, 1);

        // u moves along w until their product is above minus one.
        Tensor product = (w * u).Sum(1, keep: true), allowed = FlowParameters.AboveMinusOne(product);
        Tensor bent = u + (w * ((allowed - product) / w.Square().Sum(1, keep: true).Affine(1, 1e-12f)));
        Tensor tanh = ((z * w).Sum(1, keep: true) + b).Tanh();
        Tensor slope = tanh.Square().Affine(-1, 1);
        return new Transformed(z + (bent * tanh), (slope * allowed).Affine(1, 1).Log().Reshape(new Shape(z.Shape[0])));
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _parameters.Collect(path, parameters);
}
