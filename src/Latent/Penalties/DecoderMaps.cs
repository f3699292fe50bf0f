using Latent.Tensors;

namespace Latent.Penalties;

/// <summary>The weights of a decoder's linear maps and convolutions, looked up once a model.</summary>
internal sealed class DecoderMaps
{
    private LatentModel? _model;
    private Tensor[] _maps = [];

    /// <summary>Of everything that the decoder learns, what has an input and an output: no biases, no scales.</summary>
    public Tensor[] Of(LatentModel model)
    {
        if (_model != model)
        {
            (_model, _maps) = (model, [.. model.Parameters.Where((parameter, i) => parameter.Shape.Rank > 1 && model.Parameters.Names[i].StartsWith("decoder.", StringComparison.Ordinal))]);
        }
        return _maps;
    }
}
