using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Flows;

/// <summary>
/// c + (z - c) (1 + beta / (alpha + |z - c|)): pushes away from a centre or pulls towards it (Rezende and Mohamed 2015). It
/// can be undone where beta > -alpha, which holds for any parameters here: beta is alpha times a number above minus one.
/// </summary>
public sealed class Radial : Flow
{
    private const float Tiny = 1e-12f;

    private readonly FlowParameters _parameters;

    /// <summary>A radial flow whose parameters come as its context, or are learned.</summary>
    /// <param name="size">How many values a row has.</param>
    /// <param name="rng">Where learned parameters are drawn from; null to take them from the context: the centre, alpha before its softplus, and beta / alpha before it is bounded.</param>
    /// <param name="backend">Where learned ones live.</param>
    public Radial(int size, Rng? rng = null, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        Size = size;
        _parameters = new FlowParameters(size + 2, size, rng, backend);
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <inheritdoc/>
    public override int ContextSize => _parameters.ContextSize;

    /// <inheritdoc/>
    public override Transformed Forward(Tensor z, Tensor? context = null)
    {
        ArgumentNullException.ThrowIfNull(z);
        Split(context, out Tensor centre, out Tensor alpha, out Tensor ratio);
        Tensor away = z - centre;
        Tensor share = alpha / (alpha + Length(away));
        return new Transformed(centre + (away * (ratio * share).Affine(1, 1)), LogDeterminant(share, ratio, z.Shape[0]));
    }

    /// <inheritdoc/>
    public override Transformed Inverse(Tensor y, Tensor? context = null)
    {
        ArgumentNullException.ThrowIfNull(y);
        Split(context, out Tensor centre, out Tensor alpha, out Tensor ratio);
        Tensor away = y - centre, reach = Length(away);

        // The distance r before the flow solves r^2 + b r - reach alpha = 0, and only one of its roots is positive; either
        // form of the root loses digits for one sign of b.
        Tensor b = (alpha * ratio.Affine(1, 1)) - reach, product = reach * alpha;
        Tensor larger = (b.Abs() + (b.Square() + product.Affine(4, Tiny)).Sqrt()).Affine(0.5f);
        Tensor distance = b.Greater(0).Where(product / larger, larger);
        Tensor share = alpha / (alpha + distance);
        return new Transformed(centre + (away / (ratio * share).Affine(1, 1)), -LogDeterminant(share, ratio, y.Shape[0]));
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _parameters.Collect(path, parameters);

    private void Split(Tensor? context, out Tensor centre, out Tensor alpha, out Tensor ratio)
    {
        Tensor parameters = _parameters.Of(context);
        centre = parameters.Slice(1, 0, Size);
        alpha = parameters.Slice(1, Size, 1).Softplus().Affine(1, 1e-3f);
        ratio = FlowParameters.AboveMinusOne(parameters.Slice(1, Size + 1, 1));
    }

    private static Tensor Length(Tensor away) => away.Square().Sum(1, keep: true).Affine(1, Tiny).Sqrt();

    /// <summary>All directions around the centre stretch by 1 + ratio share, the one away from it by 1 + ratio share^2.</summary>
    private Tensor LogDeterminant(Tensor share, Tensor ratio, int rows)
    {
        Tensor around = (ratio * share).Affine(1, 1).Log(), outwards = (ratio * share.Square()).Affine(1, 1).Log();
        return (around.Affine(Size - 1) + outwards).Reshape(new Shape(rows));
    }
}
