using Latent.Bounds;
using Latent.Data;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Detection;

/// <summary>
/// The model of a detector's member: a small VAE with a linear way beside its networks, so that they learn only what principal
/// components miss, and with normal noise whose deviation is learned for every value: a properly scaled likelihood.
/// </summary>
internal static class DetectorNetwork
{
    // The share of the training over which the KL comes in; before it latents are free to find their use.
    private const double WarmUpShare = 0.2;

    /// <summary>The network, with first weights.</summary>
    public static Vae Make(int width, int latent, int hidden, double epochs, Rng rng) => new(
        new Shape(width),
        Around(width, hidden, 2 * latent, rng),
        new DiagonalGaussian(latent),
        new StandardNormal(latent),
        Around(latent, hidden, width, rng),
        new Gaussian(width, Variance.Feature),
        new Elbo(Schedule.Linear(0, 1, Math.Max(1e-3, WarmUpShare * epochs))));

    /// <summary>Trains it for about so many steps.</summary>
    public static Vae Train(MemoryRows rows, int latent, AnomalyTraining training, Rng rng, CancellationToken cancellation)
    {
        int batch = Math.Min(training.BatchSize, rows.Count), perEpoch = (rows.Count + batch - 1) / batch;
        int epochs = Math.Max(1, (training.Steps + perEpoch - 1) / perEpoch);
        // All batches alike: a small last one every epoch would be noise, and scores of models that learned more or fewer rows not comparable.
        batch = (rows.Count + perEpoch - 1) / perEpoch;
        Vae model = Make(rows.RowShape.Length, latent, training.Hidden, epochs, rng.Split("weights"));
        new Trainer(model, new TrainingOptions
        {
            Epochs = epochs,
            BatchSize = batch,
            LearningRate = new LearningRate { Initial = training.LearningRate, Decay = LearningRateDecay.Cosine, WarmUpEpochs = Math.Min(epochs / 10.0, 100.0 / perEpoch), Floor = 0.02 },
            Optimizer = static parameters => new Adam(parameters, new AdamOptions { Beta2 = 0.99 }),
            ClipNorm = 50,
            Seed = rng.Split("training").NextUInt64(),
        }).Fit(rows, cancellation: cancellation);
        return model;
    }

    private static Residual Around(int inputs, int hidden, int outputs, Rng rng) =>
        new(Sequence.Perceptron([inputs, hidden, outputs], Activation.Silu, rng, share: 0.3), new Linear(inputs, outputs, Activation.None, rng));
}

/// <summary>How the members of a detector are trained.</summary>
/// <param name="Steps">How many steps of Adam.</param>
/// <param name="BatchSize">Rows in a step.</param>
/// <param name="LearningRate">The rate that falls along half a cosine.</param>
/// <param name="Hidden">How many units the hidden layers have.</param>
internal sealed record AnomalyTraining(int Steps, int BatchSize, double LearningRate, int Hidden);
