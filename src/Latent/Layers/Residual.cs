using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>activation(x + body(x)) (He et al. 2016); where the body gives other sizes than it takes, a projection of x stands for x.</summary>
public sealed class Residual : Layer
{
    private readonly Layer _body;
    private readonly Layer? _projection;
    private readonly Activation _activation;

    /// <summary>A residual connection around a layer.</summary>
    /// <param name="body">What is added to its own input.</param>
    /// <param name="projection">What x goes through on the way past the body; null for nothing.</param>
    /// <param name="activation">What follows the sum.</param>
    /// <exception cref="ArgumentException">The two ways do not take and give as many values.</exception>
    public Residual(Layer body, Layer? projection = null, Activation activation = Activation.None)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (projection is null && body.Inputs != body.Outputs)
        {
            throw new ArgumentException($"The body takes {body.Inputs} values a row and gives {body.Outputs}; a projection from one to the other is needed.", nameof(projection));
        }
        if (projection is not null && (projection.Inputs != body.Inputs || projection.Outputs != body.Outputs))
        {
            throw new ArgumentException($"The projection takes {projection.Inputs} values a row and gives {projection.Outputs}; the body takes {body.Inputs} and gives {body.Outputs}.", nameof(projection));
        }
        _body = body;
        _projection = projection;
        _activation = activation;
    }

    /// <inheritdoc/>
    public override int Inputs => _body.Inputs;

    /// <inheritdoc/>
    public override int Outputs => _body.Outputs;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = _body.Forward(x, phase);
        Tensor past = _projection is null ? x : _projection.Forward(x, phase);
        return (past.Reshape(y.Shape) + y).Activate(_activation);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        _body.Collect($"{path}.body", parameters);
        _projection?.Collect($"{path}.projection", parameters);
    }
}
