using Latent.Bounds;
using Latent.Data;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;

namespace Latent.Benchmarks.Training;

/// <summary>One of the peer's workloads: its model, batch and data.</summary>
internal sealed record PeerWorkload(string Name, int Batch, int[] Encoder, int Latent, int[] Decoder, Activation Activation, int Samples = 1, bool Scores = false, bool Convolutional = false)
{
    private static readonly PeerWorkload[] s_all =
    [
        new("mlp", 128, [784, 400], 20, [400, 784], Activation.Relu),
        new("mlp_large", 256, [784, 1024, 1024], 64, [1024, 1024, 784], Activation.Relu),
        new("iwae", 20, [784, 200, 200], 50, [200, 200, 784], Activation.Tanh, Samples: 50),
        new("conv28", 128, [784], 32, [784], Activation.Relu, Convolutional: true),
        new("conv64", 64, [3 * 64 * 64], 128, [3 * 64 * 64], Activation.LeakyRelu, Convolutional: true),
        new("tabular", 256, [30, 64, 32], 8, [32, 64, 30], Activation.Relu),
        new("score1", 1, [30, 64, 32], 8, [32, 64, 30], Activation.Relu, Scores: true),
        new("score", 4096, [30, 64, 32], 8, [32, 64, 30], Activation.Relu, Scores: true),
    ];

    public static IEnumerable<string> Names => s_all.Select(w => w.Name);

    private bool IsImages => Encoder[0] == 784;

    /// <summary>What our loss holds beyond the peer's: the constant of the normal density, which it leaves out.</summary>
    public double LossConstant => IsImages ? 0 : 0.5 * Encoder[0] * Math.Log(2 * Math.PI);

    /// <summary>Floating-point operations of the matrix products: forward, and in training both gradients but that of the data.</summary>
    public double FlopsPerStep
    {
        get
        {
            if (Convolutional)
            {
                return Parts(new Rng(0)).Flops * Batch;
            }
            double encoder = Products([.. Encoder, 2 * Latent]) * Batch, decoder = Products([Latent, .. Decoder]) * Batch * Samples;
            double first = (double)Encoder[0] * Encoder[1] * Batch;
            return 2 * (Scores ? encoder + decoder : (3 * (encoder + decoder)) - first);
        }
    }

    public static PeerWorkload? Find(string name) => Array.Find(s_all, w => w.Name == name);

    public RowSource Rows()
    {
        if (IsImages)
        {
            string? directory = Environment.GetEnvironmentVariable("LATENT_DATA");
            return NamedDataSets.Open("fashion-mnist", DataSplit.Train, directory is null ? [] : [directory]).Rows;
        }
        if (Convolutional)
        {
            float[] noise = new float[1024 * Encoder[0]];
            var uniform = new Rng(1);
            foreach (ref float v in noise.AsSpan())
            {
                v = (float)uniform.NextDouble();
            }
            return new FloatRows(noise, new Shape(64, 64, 3));
        }
        const int Count = 20_000, Factors = 6;
        int width = Encoder[0];
        var rng = new Rng(1);
        float[] mixing = new float[Factors * width], values = new float[Count * width];
        foreach (ref float m in mixing.AsSpan())
        {
            m = (float)rng.NextNormal();
        }
        Span<double> factors = stackalloc double[Factors];
        for (int i = 0; i < Count; i++)
        {
            foreach (ref double f in factors)
            {
                f = rng.NextNormal();
            }
            for (int j = 0; j < width; j++)
            {
                double sum = 0;
                for (int f = 0; f < Factors; f++)
                {
                    sum += factors[f] * mixing[(f * width) + j];
                }
                values[(i * width) + j] = (float)(Math.Tanh(sum) + (0.1 * rng.NextNormal()));
            }
        }
        return new FloatRows(values, new Shape(width));
    }

    public LatentModel Compose(RowSource rows)
    {
        var rng = new Rng(0);
        Likelihood likelihood = IsImages ? new Bernoulli() : new Gaussian(Encoder[0], Variance.Fixed);
        (Layer encoder, Layer decoder, _) = Parts(rng);
        return new Vae(
            rows.RowShape,
            encoder,
            new DiagonalGaussian(Latent),
            new StandardNormal(Latent),
            decoder,
            likelihood,
            Samples > 1 ? new ImportanceWeighted(Samples) : new Elbo());
    }

    private (Layer Encoder, Layer Decoder, double Flops) Parts(Rng rng) =>
        !Convolutional ? (Sequence.Perceptron([.. Encoder, 2 * Latent], Activation, rng), Sequence.Perceptron([Latent, .. Decoder], Activation, rng), 0)
        : IsImages ? PeerConvolutions.Small(rng) : PeerConvolutions.Faces(rng);

    private static double Products(int[] sizes) => sizes.Zip(sizes.Skip(1), (a, b) => (double)a * b).Sum();
}
