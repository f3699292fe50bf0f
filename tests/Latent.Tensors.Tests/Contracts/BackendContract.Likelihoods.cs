using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tensors.Tests.Contracts;

/// <content>Log-probabilities, with operands that are cycled, stretched and masked.</content>
public abstract partial class BackendContract
{
    private static IEnumerable<(int Rows, int Batch, int MaskRows, int Columns)> BernoulliSizes =>
    [
        .. FewLengths.Select(n => (6, 3, n % 2 == 0 ? 0 : 1, n)), (1, 1, 0, 784), (12, 4, 12, 100), (12, 12, 4, 31), (12, 1, 3, 17), (128, 64, 64, 100), (200, 100, 0, 257), (0, 0, 0, 5), (0, 1, 1, 5),
    ];

    [Fact]
    public void BernoulliLogProbability_CycledAndMasked_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach ((int rows, int batch, int maskRows, int columns) in BernoulliSizes)
        {
            string what = $"Bernoulli of [{rows}, {columns}] and [{batch}, {columns}], {maskRows} rows of mask";
            Agree(backend, what, 1e-5, 1e-5 * Math.Sqrt(1 + columns), b =>
            {
                Tensor y = Result(b, new Shape(rows));
                b.BernoulliLogProbability(Normal(b, new Shape(rows, columns), 1, 4), Unit(b, batch, columns), Mask(b, maskRows, columns), y);
                return y.ToArray();
            });
            foreach (bool accumulate in (bool[])[false, true])
            {
                Agree(backend, $"gradient of {what}, accumulate {accumulate}", 5e-6, 2e-6, b =>
                {
                    Tensor dLogits = Result(b, new Shape(rows, columns), accumulate);
                    b.BernoulliLogProbabilityGradient(
                        Normal(b, new Shape(rows, columns), 1, 4), Unit(b, batch, columns), Mask(b, maskRows, columns), Normal(b, new Shape(rows), 5), dLogits, accumulate);
                    return dLogits.ToArray();
                });
            }
        }
    }

    [Fact]
    public void BernoulliLogProbability_ExtremeLogits_StaysFinite()
    {
        Backend backend = Create(1);
        float[] logits = [100, -100, 1e4f, -1e4f, 0, -0f, 1e30f, -1e30f];
        Agree(backend, "Bernoulli of extreme logits", 1e-5, 1e-5, b =>
        {
            Tensor y = Result(b, new Shape(8)), l = Numbers.On(b, logits, new Shape(8, 1)), x = Numbers.On(b, [1, 0, 1, 0, 1, 0, 1, 0], new Shape(8, 1)), d = Result(b, new Shape(8, 1));
            b.BernoulliLogProbability(l, x, null, y);
            b.BernoulliLogProbabilityGradient(l, x, null, Tensor.Full(new Shape(8), 1, b), d, false);
            return Join(y, d);
        });
    }

    private static IEnumerable<(int[] X, int[] Mean, int[] LogVariance, int[]? Mask, int Rows, int Columns)> GaussianShapes =>
    [
        .. FewLengths.Where(n => n > 0).Select(n => ((int[])[3, n], (int[])[6, n], (int[])[6, n], (int[]?)null, 6, n)),
        ([6, 33], [6, 33], [6, 33], [6, 33], 6, 33), ([3, 33], [6, 33], [1, 33], [3, 33], 6, 33), ([6, 33], [1, 1], [1, 1], null, 6, 33), ([6, 17], [2, 17], [3, 17], [1, 17], 6, 17),
        ([6, 17], [6, 1], [3, 1], [2, 1], 6, 17), ([1, 17], [6, 17], [1, 1], [6, 17], 6, 17), ([2, 5], [6, 1], [1, 5], null, 6, 5), ([6, 1], [3, 1], [1, 1], [6, 1], 6, 1),
        ([64, 100], [320, 100], [320, 100], [64, 100], 320, 100), ([300, 257], [300, 257], [1, 257], null, 300, 257), ([0, 4], [0, 4], [1, 4], null, 0, 4),
    ];

    [Fact]
    public void GaussianLogProbability_CycledAndMasked_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach ((int[] x, int[] mean, int[] logVariance, int[]? mask, int rows, int columns) in GaussianShapes)
        {
            string what = $"Gaussian of {new Shape(x)}, {new Shape(mean)}, {new Shape(logVariance)}{(mask is null ? "" : $", mask {new Shape(mask)}")}";
            Agree(backend, what, 1e-5, 1e-5 * Math.Sqrt(columns), b =>
            {
                Tensor y = Result(b, new Shape(rows));
                b.GaussianLogProbability(Normal(b, new Shape(x), 1), Normal(b, new Shape(mean), 2), Normal(b, new Shape(logVariance), 3), MaskOf(b, mask), y);
                return y.ToArray();
            });
            for (int targets = 1; targets < 4; targets++)
            {
                Agree(backend, $"gradient of {what}, targets {targets}", 1e-5, 1e-5, b =>
                {
                    Tensor? dMean = (targets & 1) != 0 ? Result(b, new Shape(rows, columns)) : null, dLogVariance = (targets & 2) != 0 ? Result(b, new Shape(rows, columns)) : null;
                    b.GaussianLogProbabilityGradient(
                        Normal(b, new Shape(x), 1), Normal(b, new Shape(mean), 2), Normal(b, new Shape(logVariance), 3), MaskOf(b, mask), Normal(b, new Shape(rows), 4), dMean, dLogVariance);
                    return Join(dMean, dLogVariance);
                });
            }
        }
    }

    [Fact]
    public void CategoricalLogProbability_EveryWidth_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach ((int rows, int classes) in FewLengths.Where(n => n > 0).Select(n => (5, n)).Concat([(0, 3), (1, 1000), (3000, 50)]))
        {
            var rng = new Rng(6);
            var labels = new Indices([.. Enumerable.Range(0, rows).Select(_ => rng.Next(classes))]);
            Agree(backend, $"categorical of [{rows}, {classes}]", 1e-5, 1e-5, b =>
            {
                Tensor y = Result(b, new Shape(rows));
                b.CategoricalLogProbability(Normal(b, new Shape(rows, classes), 1, 5), labels, y);
                return y.ToArray();
            });
            foreach (bool accumulate in (bool[])[false, true])
            {
                Agree(backend, $"gradient of categorical of [{rows}, {classes}], accumulate {accumulate}", 5e-6, 5e-6, b =>
                {
                    Tensor dLogits = Result(b, new Shape(rows, classes), accumulate);
                    b.CategoricalLogProbabilityGradient(Normal(b, new Shape(rows, classes), 1, 5), labels, Normal(b, new Shape(rows), 2), dLogits, accumulate);
                    return dLogits.ToArray();
                });
            }
        }
    }

    private static Tensor Unit(Backend b, int rows, int columns) => Numbers.On(b, Numbers.Unit(rows * columns, 2), new Shape(rows, columns));

    private static Tensor? Mask(Backend b, int rows, int columns) => rows == 0 ? null : Numbers.On(b, Numbers.Mask(rows * columns, 3), new Shape(rows, columns));

    private static Tensor? MaskOf(Backend b, int[]? shape) => shape is null ? null : Numbers.On(b, Numbers.Mask(new Shape(shape).Length, 3), new Shape(shape));
}
