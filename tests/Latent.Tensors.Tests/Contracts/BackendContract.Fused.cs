using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tensors.Tests.Contracts;

/// <content>Samples and divergences of Gaussians, sums of exponentials, and the optimisers' steps.</content>
public abstract partial class BackendContract
{
    [Fact]
    public void GaussianSample_EverySize_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach ((int batch, int columns, int samples) in FewLengths.Select(n => (3, n, 1 + (n % 3))).Concat([(1, 1, 1), (1, 7, 9), (100, 129, 9), (3000, 40, 1)]))
        {
            Shape own = new(batch, columns), full = new(samples * batch, columns);
            string what = $"{samples} samples of {own}";
            Agree(backend, what, 1e-5, 5e-5, b =>
            {
                Tensor z = Result(b, full);
                b.GaussianSample(Normal(b, own, 1), Normal(b, own, 2), 7, 11, z);
                return z.ToArray();
            });
            for (int targets = 0; targets < 8; targets++)
            {
                Agree(backend, $"gradient of {what}, targets {targets}", 1e-5, 1e-5, b =>
                {
                    bool accumulate = (targets & 4) != 0;
                    Tensor? dMean = (targets & 1) != 0 ? Result(b, own, accumulate) : null, dLogVariance = (targets & 2) != 0 ? Result(b, own, accumulate) : null;
                    b.GaussianSampleGradient(Normal(b, own, 1), Normal(b, full, 2), Normal(b, full, 3), new(dMean, accumulate), new(dLogVariance, accumulate));
                    return Join(dMean, dLogVariance);
                });
            }
        }
    }

    [Fact]
    public void SquaredDistance_EveryWidth_AgreesWithReference()
    {
        Backend backend = Create(2);
        for (int columns = 1; columns <= 70; columns++)
        {
            var shape = new Shape(5, columns);
            Agree(backend, $"SquaredDistance of {shape}", 4e-6, 1e-6, b =>
            {
                Tensor y = Result(b, new Shape(5));
                b.SquaredDistance(Normal(b, shape, 1), Normal(b, shape, 2), y);
                return y.ToArray();
            });
        }
    }

    [Fact]
    public void GaussianKl_EveryLength_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach (int n in Lengths)
        {
            var shape = new Shape(n);
            Agree(backend, $"GaussianKl of {n}", 5e-6, 5e-7, b =>
            {
                Tensor y = Result(b, shape);
                b.GaussianKl(Normal(b, shape, 1), Normal(b, shape, 2), y);
                return y.ToArray();
            });
            for (int targets = 0; targets < 8; targets++)
            {
                bool accumulate = (targets & 4) != 0;
                Agree(backend, $"gradient of GaussianKl of {n}, targets {targets}", 5e-6, 2e-6, b =>
                {
                    Tensor? dMean = (targets & 1) != 0 ? Result(b, shape, accumulate) : null, dLogVariance = (targets & 2) != 0 ? Result(b, shape, accumulate) : null;
                    b.GaussianKlGradient(Normal(b, shape, 1), Normal(b, shape, 2), Normal(b, shape, 3), new(dMean, accumulate), new(dLogVariance, accumulate));
                    return Join(dMean, dLogVariance);
                });
            }
        }
    }

    [Fact]
    public void SoftmaxAndLogSumExp_EveryWidth_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach ((int rows, int columns) in Enumerable.Range(1, 256).Select(n => (3, n)).Concat([(0, 5), (1, 5000), (2000, 60), (100_003, 1)]))
        {
            Agree(backend, $"LogSumExp and Softmax of [{rows}, {columns}]", 5e-6, 2e-6, b =>
            {
                Tensor x = Normal(b, new Shape(rows, columns), 1, 5), sums = Result(b, new Shape(rows, 1)), softmax = Result(b, new Shape(rows, columns));
                b.LogSumExp(x, sums);
                b.Softmax(x, softmax);
                return Join(sums, softmax);
            });
        }
    }

    [Fact]
    public void SoftmaxAndLogSumExp_ExtremeValues_DoNotOverflow()
    {
        Backend backend = Create(1);
        const float Infinity = float.PositiveInfinity;
        foreach (int columns in FewLengths.Where(n => n >= 3))
        {
            foreach (float[] head in (float[][])[[1e4f, 1e4f, -1e4f], [-1e30f, -1e30f, -1e30f], [-Infinity, 2, 1], [88, 89, 90], [-200, -200, -201]])
            {
                float[] values = [.. head, .. Enumerable.Repeat(head[2], columns - 3)];
                Agree(backend, $"LogSumExp and Softmax of {columns} extreme values", 5e-6, 2e-6, b =>
                {
                    Tensor x = Numbers.On(b, values, new Shape(1, columns)), sum = Result(b, new Shape(1, 1)), softmax = Result(b, new Shape(1, columns));
                    b.LogSumExp(x, sum);
                    b.Softmax(x, softmax);
                    return Join(sum, softmax);
                });
            }
            foreach (float[] head in (float[][])[[-Infinity, -Infinity, -Infinity], [Infinity, 0, 1], [float.NaN, 0, 1], [0, 1, float.NaN]])
            {
                Agree(backend, $"LogSumExp of {columns} values that are not finite", 0, 0, b =>
                {
                    Tensor sum = Result(b, new Shape(1, 1), true);
                    b.LogSumExp(Numbers.On(b, [.. head, .. Enumerable.Repeat(head[2], columns - 3)], new Shape(1, columns)), sum);
                    return sum.ToArray();
                });
            }
        }
    }

    [Fact]
    public void AdamUpdate_EveryLength_AgreesWithReference()
    {
        Backend backend = Create(2);
        AdamStep[] steps = [new(0.01f, 0.9f, 0.999f, 1e-8f, 1, 1, 1, 0), new(0.1f, 0.8f, 0.99f, 1e-6f, 3.2f, 0.7f, 0.99f, 0), new(0.1f, 0.9f, 0.99f, 1e-4f, 1.5f, 1, 1, 0.03f)];
        foreach (int n in Lengths)
        {
            var shape = new Shape(n);
            foreach (AdamStep step in steps)
            {
                Agree(backend, $"Adam of {n}", 5e-6, 1e-6, b =>
                {
                    Tensor p = Normal(b, shape, 1), m = Normal(b, shape, 3), v = Numbers.On(b, Numbers.Positive(n, 4), shape);
                    b.AdamUpdate(p, Normal(b, shape, 2), m, v, step);
                    return Join(p, m, v);
                });
            }
            Agree(backend, $"momentum of {n}", 2e-6, 1e-6, b =>
            {
                Tensor p = Normal(b, shape, 1), m = Normal(b, shape, 3);
                b.MomentumUpdate(p, Normal(b, shape, 2), m, 0.1f, 0.9f, 0.5f, 0.01f);
                return Join(p, m);
            });
        }
    }

    [Fact]
    public void Updates_WithoutAGradient_LeaveNoSubnormalNumbers()
    {
        Backend backend = Create(1);
        var shape = new Shape(37);
        Tensor p = Normal(backend, shape, 1), none = Tensor.Zeros(shape, backend), m = Normal(backend, shape, 2), v = Numbers.On(backend, Numbers.Positive(37, 3), shape), momentum = Normal(backend, shape, 4);
        for (int i = 0; i < 1500; i++)
        {
            backend.AdamUpdate(p, none, m, v, new AdamStep(0.01f, 0.9f, 0.9f, 1e-8f, 1, 1, 1, 0));
            backend.MomentumUpdate(p, none, momentum, 0.1f, 0.9f, 1, 0);
        }
        Join(m, v, momentum).ShouldAllBe(x => x == 0);
        p.ToArray().ShouldAllBe(x => float.IsFinite(x));
    }
}
