using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Training;

/// <summary>Adam (Kingma and Ba 2015); with decoupled weight decay, AdamW (Loshchilov and Hutter 2019).</summary>
public sealed class Adam : Optimizer
{
    private readonly IReadOnlyList<Tensor> _parameters;
    private readonly AdamOptions _options;
    private readonly Tensor[] _first;
    private readonly Tensor[] _second;

    /// <summary>An optimiser of these parameters, both moments zero.</summary>
    public Adam(IReadOnlyList<Tensor> parameters, AdamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = parameters;
        _options = options ?? new AdamOptions();
        _first = Zeros(parameters);
        _second = Zeros(parameters);
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Tensor)> State => Named("first", _first).Concat(Named("second", _second));

    /// <inheritdoc/>
    public override void Update(double rate, double gradientScale)
    {
        Updates++;
        double decay = _options.WeightDecay;
        var step = new AdamStep(
            (float)(rate / (1 - Math.Pow(_options.Beta1, Updates))),
            (float)_options.Beta1,
            (float)_options.Beta2,
            (float)_options.Epsilon,
            (float)(1 / Math.Sqrt(1 - Math.Pow(_options.Beta2, Updates))),
            (float)gradientScale,
            _options.Decoupled ? (float)(1 - (rate * decay)) : 1,
            _options.Decoupled ? 0 : (float)decay);
        for (int i = 0; i < _first.Length; i++)
        {
            _parameters[i].AdamUpdate(_first[i], _second[i], step);
        }
    }
}

/// <summary>The numbers of <see cref="Adam"/>.</summary>
public sealed record AdamOptions
{
    /// <summary>The decay of the mean of gradients.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay of the mean of squared gradients.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the mean square.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The weight decay.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Whether decay acts on the weights directly (AdamW) and not through the gradient.</summary>
    public bool Decoupled { get; init; }
}
