using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tensors.Tests.Contracts;

/// <content>Normalisation of batches, groups, instances and layers.</content>
public abstract partial class BackendContract
{
    [Fact]
    public void Normalize_AwkwardSizes_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach (NormalizationLayout layout in NormalizationLayouts)
        {
            foreach (bool affine in (bool[])[false, true])
            {
                foreach (bool given in (bool[])[false, true])
                {
                    Agree(backend, $"{layout}, affine {affine}, given {given}", 1e-5, 2e-5, b => Normalized(b, layout, Activation.None, affine, given, 1));
                }
            }
        }
    }

    [Fact]
    public void Normalize_EveryActivation_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            foreach (NormalizationLayout layout in (NormalizationLayout[])[new(1, 150, 19, 19), new(3, 40, 6, 2), new(5, 1, 70, 1)])
            {
                Agree(backend, $"{layout}, {activation}", 1e-5, 2e-5, b => Normalized(b, layout, activation, true, false, 1));
            }
        }
    }

    [Fact]
    public void Normalize_FarFromZero_KeepsItsVariance()
    {
        Backend backend = Create(2);
        foreach (NormalizationLayout layout in (NormalizationLayout[])[new(1, 5000, 5, 5), new(2, 900, 8, 2), new(3, 1, 700, 1)])
        {
            // Relative to the mean, the deviation is a thousandth; the elements themselves carry six digits.
            Agree(backend, $"{layout} far from zero", 1e-4, 1e-3, b =>
            {
                Shape shape = Of(layout), statistics = new(layout.Sets, layout.Groups);
                Tensor x = Numbers.On(b, [.. Numbers.Normal(shape.Length, 1).Select(v => 1000 + v)], shape), mean = Result(b, statistics), variance = Result(b, statistics), y = Result(b, shape);
                b.Normalize(x, layout, null, null, 1e-5f, Activation.None, mean, variance, false, y);
                return Join(y, variance);
            });
        }
    }

    [Fact]
    public void NormalizeGradient_AwkwardSizes_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach (NormalizationLayout layout in NormalizationLayouts)
        {
            foreach (bool given in (bool[])[false, true])
            {
                CheckNormalizeGradient(backend, layout, Activation.None, affine: true, given, targets: 7, accumulated: given ? 7 : 0);
                CheckNormalizeGradient(backend, layout, Activation.Tanh, affine: false, given, targets: 7, accumulated: given ? 0 : 7);
            }
        }
    }

    [Fact]
    public void NormalizeGradient_EveryActivation_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            CheckNormalizeGradient(backend, new(1, 150, 19, 19), activation, true, false, 7, 0);
            CheckNormalizeGradient(backend, new(3, 40, 6, 2), activation, true, false, 7, 0);
            CheckNormalizeGradient(backend, new(5, 1, 70, 1), activation, true, false, 7, 7);
        }
    }

    [Fact]
    public void NormalizeGradient_SomeTargets_FillsThoseAlone()
    {
        Backend backend = Create(2);
        for (int targets = 0; targets < 8; targets++)
        {
            for (int accumulated = 0; accumulated < 8; accumulated++)
            {
                foreach (bool given in (bool[])[false, true])
                {
                    CheckNormalizeGradient(backend, new(1, 90, 5, 5), Activation.Relu, true, given, targets, accumulated);
                    CheckNormalizeGradient(backend, new(2, 20, 6, 3), Activation.Relu, true, given, targets, accumulated);
                }
            }
        }
    }

    private static IEnumerable<NormalizationLayout> NormalizationLayouts =>
    [
        .. FewLengths.Where(n => n > 0).SelectMany(n => (NormalizationLayout[])[new(1, 37, n, n), new(2, 5, n, 1), new(3, 1, n, 1)]),
        .. Enumerable.Range(1, 20).Select(n => new NormalizationLayout(1, n * n * 3, 3, 3)),
        new(1, 0, 3, 3), new(0, 4, 6, 2), new(1, 1, 5, 5), new(1, 1, 6, 2), new(2, 300, 24, 4), new(2, 300, 24, 24), new(1, 300, 24, 4), new(1, 3000, 17, 17), new(1, 20_001, 1, 1), new(1, 4000, 64, 64),
        new(4, 129, 32, 8), new(1, 70, 500, 500), new(3, 1, 9000, 1), new(2, 1, 48, 3), new(40, 6, 5, 5), new(700, 1, 33, 1),
    ];

    private static Shape Of(NormalizationLayout layout) => new(layout.Sets, layout.Rows, layout.Channels);

    private static float[] Normalized(Backend b, NormalizationLayout layout, Activation activation, bool affine, bool given, int seed)
    {
        Shape shape = Of(layout), statistics = new(layout.Sets, layout.Groups);
        (Tensor mean, Tensor variance) = Statistics(b, layout, given);
        Tensor y = Result(b, shape);
        b.Normalize(Normal(b, shape, seed), layout, affine ? Normal(b, new Shape(layout.Channels), 5) : null, affine ? Normal(b, new Shape(layout.Channels), 6) : null, 1e-2f, activation, mean, variance, given, y);
        return Join(y, mean, variance);
    }

    private static float[] NormalizedOnce(Backend b, NormalizationLayout layout) =>
        [.. Normalized(b, layout, Activation.Tanh, true, false, 1), .. NormalizedGradient(b, layout, Activation.Tanh, true, false, 7, 0)];

    private static (Tensor Mean, Tensor Variance) Statistics(Backend b, NormalizationLayout layout, bool given)
    {
        var statistics = new Shape(layout.Sets, layout.Groups);
        return given
            ? (Normal(b, statistics, 7), Numbers.On(b, Numbers.Positive(statistics.Length, 8), statistics))
            : (Result(b, statistics), Result(b, statistics));
    }

    private static void CheckNormalizeGradient(Backend backend, NormalizationLayout layout, Activation activation, bool affine, bool given, int targets, int accumulated)
    {
        double tolerance = 2e-5 + (2e-6 * Math.Sqrt((double)layout.Sets * layout.Rows));
        Agree(backend, $"gradient of {layout}, {activation}, affine {affine}, given {given}, targets {targets}, accumulated {accumulated}", 2e-5, tolerance, b =>
            NormalizedGradient(b, layout, activation, affine, given, targets, accumulated));
    }

    /// <summary>Bit 0 of the sets is dx, bit 1 the scale's gradient, bit 2 the shift's.</summary>
    private static float[] NormalizedGradient(Backend b, NormalizationLayout layout, Activation activation, bool affine, bool given, int targets, int accumulated)
    {
        Shape shape = Of(layout), channels = new(layout.Channels);
        (Tensor mean, Tensor variance) = Statistics(s_reference, layout, given);
        Tensor x = Normal(s_reference, shape, 1), y = Result(s_reference, shape);
        if (!given)
        {
            s_reference.Normalize(x, layout, null, null, 1e-2f, Activation.None, mean, variance, false, y);
        }
        GradientTarget dx = Target(0, shape), dScale = Target(1, channels), dShift = Target(2, channels);
        b.NormalizeGradient(
            Normal(b, shape, 1),
            layout,
            affine ? Normal(b, channels, 5) : null,
            affine ? Normal(b, channels, 6) : null,
            1e-2f,
            activation,
            Numbers.On(b, mean.ToArray(), mean.Shape),
            Numbers.On(b, variance.ToArray(), variance.Shape),
            given,
            Normal(b, shape, 4),
            dx,
            dScale,
            dShift);
        return Join(dx.Tensor, dScale.Tensor, dShift.Tensor);

        GradientTarget Target(int bit, Shape target)
        {
            bool accumulate = (accumulated & (1 << bit)) != 0;
            return (targets & (1 << bit)) == 0 ? default : new GradientTarget(Result(b, target, accumulate), accumulate);
        }
    }
}
