using Latent.Conditions;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>What an encoder sees of a picture and its small version: what the small one leaves out, and the small one at full size, as channels.</summary>
internal sealed class BesideEnlarged(LowResolution condition, Shape row) : Layer
{
    private readonly Enlarged _enlarged = new(condition, row.Columns);

    /// <summary>[height, width, 2 * channels].</summary>
    public Shape OutputShape { get; } = new(row[0], row[1], 2 * row.Columns);

    public override int Inputs => row.Length + condition.Size;

    public override int Outputs => OutputShape.Length;

    public override Tensor Forward(Tensor x, Phase phase)
    {
        Tensor flat = x.Reshape(new Shape(x.Shape[0], Inputs));
        Tensor small = _enlarged.Of(flat.Slice(1, row.Length, condition.Size));
        Tensor full = flat.Slice(1, 0, row.Length).Reshape(small.Shape);
        return (full - small).Concat(small, 3);
    }

    public override void Collect(string path, ParameterSet parameters)
    {
    }
}
