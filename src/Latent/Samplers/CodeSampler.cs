using Latent.Applications;
using Latent.Composition;
using Latent.Data;
using Latent.Layers;
using Latent.Posteriors;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Samplers;

/// <summary>Draws the codes of new latents from an autoregressive distribution that was fitted to those of data (van den Oord et al. 2017, section 3.2).</summary>
public sealed class CodeSampler : LatentSampler
{
    private const int MostContext = 32, MostNumbers = 1 << 26;

    private readonly DiscretePosterior _codes;
    private readonly CodePrior _prior;
    private readonly int _epochs;
    private readonly int _batch;

    internal CodeSampler(LatentModel model, Settings settings, WeightBudget weights)
    {
        _codes = model.Codes ?? throw new InputException("The sampler 'codes' is for models whose latents are made of codes, such as those of the recipes vq-vae and concrete-vae; take another sampler.");
        var size = new CodePriorSize(
            settings.Integer("context", Math.Min(_codes.Positions, MostContext), 1, _codes.Positions),
            settings.Integer("embedding", 8, 1),
            settings.Integer("hidden", 128, 1));
        _epochs = settings.Integer("epochs", 5, 1);
        _batch = settings.Integer("batch", 64, 1);
        _prior = new CodePrior(_codes.Positions, _codes.Codes, _codes.SharesCodes, size, weights, new Rng(0).Split("codes"), model.Parameters[0].Backend);
    }

    /// <inheritdoc/>
    public override ParameterSet Parameters => _prior.Parameters;

    /// <inheritdoc/>
    public override void Fit(TrainedModel model, RowSource rows, SamplerOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        if (rows.Count == 0)
        {
            throw new InputException("There are no rows to fit the sampler 'codes' to.");
        }
        float[] numbers = Numbers(model, rows, options);
        var codes = new FloatRows(numbers, new Shape(_codes.Positions));
        var training = new TrainingOptions
        {
            Epochs = _epochs,
            BatchSize = Math.Min(_batch, codes.Count),
            LearningRate = new LearningRate { Initial = 0.002, Decay = LearningRateDecay.Cosine },
            Seed = options.Seed,
        };
        new Trainer(_prior, training)
        {
            Progress = p => options.Progress?.Invoke((double)p.Step / p.Steps),
        }.Fit(codes, cancellation: options.Cancellation);
    }

    /// <inheritdoc/>
    public override Tensor Sample(int count, Rng rng, float temperature = 1)
    {
        var codes = new Indices(count * _codes.Positions);
        _prior.Draw(codes.Refill(count * _codes.Positions), rng, temperature);
        return _codes.Write(codes);
    }

    /// <summary>The codes of rows, drawn once from the posterior of each.</summary>
    private float[] Numbers(TrainedModel model, RowSource rows, SamplerOptions options)
    {
        int positions = _codes.Positions, count = Math.Min(rows.Count, MostNumbers / positions);
        float[] numbers = new float[count * positions];
        int[] codes = [];
        int done = 0;
        foreach ((Batch batch, Rng rng) in Sweep.Over(model, Some(rows, count), new Rng(options.Seed).Split("codes"), cancellation: options.Cancellation))
        {
            Tensor latents = model.Model.Encode(batch, Phase.Evaluation).Sample(1, rng);
            int length = batch.Rows * positions;
            codes = codes.Length < length ? new int[length] : codes;
            _codes.Read(latents, codes);
            for (int i = 0; i < length; i++)
            {
                numbers[done++] = codes[i];
            }
        }
        return numbers;
    }
}
