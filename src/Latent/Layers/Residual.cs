using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>x + body(x): layers that learn what to add to their input (He et al. 2016).</summary>
public sealed class Residual : Layer
{
    private readonly Layer _body;

    /// <summary>Layers with a way around them.</summary>
    /// <exception cref="ArgumentException">The body gives another number of values than it takes.</exception>
    public Residual(Layer body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (body.Inputs != body.Outputs)
        {
            throw new ArgumentException($"What is added must be as large as what it is added to: the layers take {body.Inputs} values a row and give {body.Outputs}.", nameof(body));
        }
        _body = body;
    }

    /// <inheritdoc/>
    public override int Inputs => _body.Inputs;

    /// <inheritdoc/>
    public override int Outputs => _body.Outputs;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x + _body.Forward(x, phase).Reshape(x.Shape);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _body.Collect(path, parameters);
}
