using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>
/// Normalisation of every channel over a batch (Ioffe and Szegedy 2015), scaled, shifted and activated in the same pass. In
/// training by the batch's own mean and variance, which running ones follow; in evaluation by the running ones.
/// </summary>
public sealed class BatchNormalization : Normalization
{
    private readonly float _momentum;
    private readonly Tensor _mean;
    private readonly Tensor _variance;

    /// <summary>A layer with scale 1, shift 0, and running statistics of mean 0 and variance 1.</summary>
    /// <param name="row">The shape of a row: [..., channels].</param>
    /// <param name="activation">What follows.</param>
    /// <param name="momentum">The share of every batch in the running statistics.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="backend">Where the numbers live.</param>
    /// <exception cref="ArgumentException">The row has no channels, or momentum or epsilon makes no sense.</exception>
    public BatchNormalization(Shape row, Activation activation = Activation.None, float momentum = 0.1f, float epsilon = 1e-5f, Backend? backend = null)
        : base(row, row.Columns, activation, epsilon, backend)
    {
        RequireShare(momentum, nameof(momentum));
        RequireShare(epsilon, nameof(epsilon));
        _momentum = momentum;
        _mean = Tensor.Constant(new float[row.Columns], new Shape(row.Columns), backend);
        _variance = Tensor.Constant([.. Enumerable.Repeat(1f, row.Columns)], new Shape(row.Columns), backend);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase)
    {
        x = AsInput(x);
        if (!phase.IsTraining)
        {
            return x.BatchNormalization(_mean, _variance, Scale, Shift, Activation, Epsilon);
        }
        Tensor y = x.BatchNormalization(Scale, Shift, out Tensor mean, out Tensor variance, Activation, Epsilon);
        if (x.Length > 0)
        {
            // The running variance is the unbiased one.
            float count = x.Shape.Rows;
            _mean.MoveTowards(mean, _momentum);
            _variance.MoveTowards(variance, _momentum, count / Math.Max(1, count - 1));
        }
        return y;
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        base.Collect(path, parameters);
        parameters.AddStatistic($"{path}.mean", _mean);
        parameters.AddStatistic($"{path}.variance", _variance);
    }

    private static void RequireShare(float value, string name)
    {
        if (!(value > 0 && value <= 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "It must be above 0 and at most 1.");
        }
    }
}
