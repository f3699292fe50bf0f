using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tensors.Tests.Contracts;

/// <summary>
/// What every backend owes: each kernel agrees with the Reference, at every length and at awkward shapes, within a stated
/// tolerance. A result holds NaN before it is computed, so that nothing can be forgotten.
/// </summary>
public abstract partial class BackendContract
{
    private static readonly Backend s_reference = Backend.CreateReference();

    /// <summary>The backend under test; skips the test if this machine does not have it.</summary>
    protected abstract Backend Create(int threads);

    /// <summary>Every short length, where vectors and remainders meet, and one long enough for several threads.</summary>
    private static IEnumerable<int> Lengths => Enumerable.Range(0, 257).Append(100_003);

    /// <summary>Fewer lengths, for what is slow.</summary>
    private static IEnumerable<int> FewLengths => [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 63, 64, 65, 70, 127, 128, 129, 200, 257];

    private static void Agree(Backend backend, string what, double relative, double absolute, Func<Backend, float[]> kernel) =>
        Agreement.Check(what, kernel(backend), kernel(s_reference), relative, absolute);

    private static Tensor Normal(Backend b, Shape shape, int seed, float scale = 1) => Numbers.Normal(b, shape, seed, scale);

    private static Tensor Result(Backend b, Shape shape, bool accumulate = false) => Numbers.Result(b, shape, accumulate);

    private static float[] Join(params Tensor?[] tensors) => [.. tensors.Where(t => t is not null).SelectMany(t => t!.ToArray())];
}
