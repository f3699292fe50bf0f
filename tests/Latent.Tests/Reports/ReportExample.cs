using Latent.Pictures;
using Latent.Reports;
using Latent.Tensors;

namespace Latent.Tests.Reports;

/// <summary>A report of made-up numbers with every part in it.</summary>
internal static class ReportExample
{
    private const int Side = 28;

    public static ReportContent Content(int points = 5000)
    {
        var rng = new Rng(11);
        return new ReportContent
        {
            Title = "A variational autoencoder of handwritten digits",
            RunName = "runs/digits-2",
            Headline =
            [
                new("Test ELBO", "\u221298.41", "nats per row"),
                new("log p(x)", "\u221292.87", "nats per row, 500 importance samples"),
                new("Reconstruction", "\u221272.90", "nats per row"),
                new("KL divergence", "25.51", "nats per row"),
                new("Active units", "18 of 20", "above 0.01 nats"),
            ],
            Facts =
            [
                new("Recipe", "vae-convolutional"), new("Data", "digits.idx3 (60,000 rows of 1 x 28 x 28)"), new("Rows", "54,000 train, 6,000 validation"),
                new("Parameters", "1,204,836"), new("Epochs", "40 of 40"), new("Batch", "128"), new("Seed", "1"), new("Time", "12 min 31 s"),
                new("Machine", "AMD EPYC 9R14, AVX-512"), new("Threads", "8"), new("Latent", "0.1.0"), new(".NET", "10.0.1"),
            ],
            Warnings =
            [
                "2 of 20 latent dimensions carry less than 0.01 nats: the model does not need them, so --latent 18 would do as well.",
                "The validation bound stopped rising at epoch 31, while the training bound still rose: stop there with --patience 5, or add dropout.",
            ],
            Curves =
            [
                new SvgLineChart { Title = "ELBO", Unit = "nats per row", Series = [Curve("train", -96.2, -170, 40, 0.3, rng), Curve("validation", -98.4, -160, 40, 0.5, rng)] },
                new SvgLineChart { Title = "Reconstruction", Unit = "nats per row", Series = [Curve("train", -71.1, -150, 40, 0.3, rng), Curve("validation", -72.9, -145, 40, 0.5, rng)] },
                new SvgLineChart { Title = "KL divergence", Unit = "nats per row", Series = [Curve("train", 25.1, 4, 40, 0.1, rng), Curve("validation", 25.5, 5, 40, 0.1, rng)] },
                new SvgLineChart { Title = "Learning rate", XLabel = "step", Series = [new("Adam", [.. Steps(5000)], [.. Steps(5000).Select(s => 1e-3 * Math.Min(s / 500, 0.5 + (0.5 * Math.Cos((s - 500) / 4500 * Math.PI))))])] },
            ],
            KlPerDimension = [.. Enumerable.Range(0, 20).Select(i => i is 3 or 12 ? 0.002f : (float)(2.6 * Math.Exp(-i * 37 % 20 / 11.0)))],
            Map = Map(points, rng),
            Samples = ImageGrid.Render(Images(64, 0, rng), new Shape(Side, Side), 8),
            Reconstructions = Pairs(rng),
            Traversals = ImageGrid.Render(Images(80, 0, rng), new Shape(Side, Side), 10, 1),
            Command = "latent train digits.idx3 --recipe vae-convolutional --seed 1 --out runs/digits-2",
            Recipe = "model: vae\nlatent: 20\nencoder:\n  - convolution: { channels: 32, stride: 2 }\n  - convolution: { channels: 64, stride: 2 }\nlikelihood: bernoulli\nbound: { elbo: { beta: 1 } }\n",
        };
    }

    public static LatentMap Map(int points, Rng rng)
    {
        float[] xy = new float[2 * points];
        int[] labels = new int[points];
        for (int i = 0; i < points; i++)
        {
            labels[i] = i % 10;
            double angle = labels[i] * 0.63, distance = labels[i] == 0 ? 0 : 2.1;
            xy[2 * i] = (float)((1.4 * distance * Math.Cos(angle)) + (0.42 * rng.NextNormal()));
            xy[(2 * i) + 1] = (float)((distance * Math.Sin(angle)) + (0.35 * rng.NextNormal()));
        }
        return new LatentMap { Points = xy, Labels = labels };
    }

    private static Picture Pairs(Rng rng)
    {
        float[] originals = Images(30, 0, rng);
        float[] blurred = [.. originals.Select((v, i) => (0.6f * v) + (0.2f * originals[Math.Max(i - 1, 0)]) + (0.2f * originals[Math.Min(i + 1, originals.Length - 1)]))];
        return ImageGrid.RenderPairs(originals, blurred, new Shape(Side, Side));
    }

    /// <summary>Rings and strokes that look a little like digits.</summary>
    private static float[] Images(int count, int first, Rng rng)
    {
        float[] images = new float[count * Side * Side];
        for (int i = first; i < count; i++)
        {
            double cx = 13.5 + rng.NextNormal(), cy = 13.5 + rng.NextNormal(), radius = 4 + (4 * rng.NextDouble()), turn = rng.NextDouble() * 6.28;
            for (int at = 0; at < Side * Side; at++)
            {
                double x = (at % Side) - cx, y = (at / Side) - cy;
                double ring = Math.Exp(-Math.Pow(Math.Sqrt((x * x * 1.6) + (y * y)) - radius, 2) / 2);
                double opening = 1 / (1 + Math.Exp(-4 * (1.2 + Math.Cos(Math.Atan2(y, x) - turn))));
                images[(i * Side * Side) + at] = (float)(1.2 * ring * opening);
            }
        }
        return images;
    }

    private static ChartSeries Curve(string name, double end, double start, int count, double noise, Rng rng) =>
        new(name, [.. Enumerable.Range(1, count).Select(e => (double)e)], [.. Enumerable.Range(1, count).Select(e => end + ((start - end) * Math.Exp(-e / 4.0)) + (noise * rng.NextNormal()))]);

    private static IEnumerable<double> Steps(int count) => Enumerable.Range(1, count).Select(s => (double)s);
}
