using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>Values left out at random in training (Srivastava et al. 2014), the others raised to keep the mean; in evaluation, nothing.</summary>
public sealed class Dropout : Layer
{
    private readonly float _probability;

    /// <summary>Dropout of so many values a row.</summary>
    /// <param name="values">How many values a row has.</param>
    /// <param name="probability">How likely each is to be left out: at least 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability makes no sense, or there are no values.</exception>
    public Dropout(int values, float probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(values);
        if (!(probability >= 0 && probability < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "It must be at least 0 and below 1.");
        }
        Inputs = values;
        _probability = probability;
    }

    /// <inheritdoc/>
    public override int Inputs { get; }

    /// <inheritdoc/>
    public override int Outputs => Inputs;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => phase.Noise is { } noise && _probability > 0 ? x.Dropout(_probability, noise) : x;

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
    }
}
