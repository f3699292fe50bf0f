using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Tensors.Tests.Contracts;

/// <summary>Pooling, resizing and dropout.</summary>
internal static class ResamplingGradientCases
{
    public static IEnumerable<GradientCase> All =>
    [
        GradientCase.Of("Average in one dimension", x => x[0].Resample(Resampling.Average([5], [2])), [2, 5, 2]),
        GradientCase.Of("Average of windows that overlap", x => x[0].Resample(Resampling.Average([4, 3], [3, 2], [1, 1], [1, 0])), [2, 4, 3, 2]),
        GradientCase.Of("Average in three dimensions", x => x[0].Resample(Resampling.Average([2, 4, 3], [2, 2, 3])), [2, 2, 4, 3, 1]),
        GradientCase.Of("Average that leaves places out", x => x[0].Resample(Resampling.Average([6], [2], [3])), [1, 6, 2]),
        GradientCase.Of("Nearest", x => x[0].Resample(Resampling.Nearest([2, 3], [4, 7])), [2, 2, 3, 2]),
        GradientCase.Of("Nearest, down", x => x[0].Resample(Resampling.Nearest([5], [2])), [2, 5, 2]),
        GradientCase.Of("Linear", x => x[0].Resample(Resampling.Linear([3, 2], [6, 5])), [2, 3, 2, 2]),
        GradientCase.Of("Linear, down", x => x[0].Resample(Resampling.Linear([5, 4], [2, 3])), [1, 5, 4, 2]),
        GradientCase.Of("Linear in three dimensions", x => x[0].Resample(Resampling.Linear([2, 2, 3], [3, 4, 5])), [1, 2, 2, 3, 1]),
        GradientCase.Of("Area", x => x[0].Resample(Resampling.Area([5, 4], [3, 3])), [1, 5, 4, 2]),
        GradientCase.Of("Filter", x => x[0].Resample(Resampling.Filter([5, 4], [1, 2, 1], padding: 1)), [1, 5, 4, 2]),
        GradientCase.Of("MaxPooling", x => x[0].MaxPooling(Resampling.Average([4, 3], [2, 2], [1, 1])), [2, 4, 3, 2]),
        GradientCase.Of("MaxPooling, padded", x => x[0].MaxPooling(Resampling.Average([5], [3], [2], [1])), [2, 5, 3]),
        GradientCase.Of("MaxPooling in three dimensions", x => x[0].MaxPooling(Resampling.Average([2, 2, 4], [2])), [2, 2, 2, 4, 1]),
        GradientCase.Of("Dropout", x => x[0].Dropout(0.4f, new Rng(3)), [3, 7]),
    ];
}
