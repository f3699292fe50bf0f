using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tensors.Tests.Contracts;

/// <content>Random draws and the sum of squares.</content>
public abstract partial class BackendContract
{
    // The second crosses the carry from the low to the high word of the counter, the third the end of the counter.
    private static readonly (ulong Key, ulong Counter)[] s_positions = [(0, 0), (0x123456789ABCDEF, 0xFFFFFFFB), (ulong.MaxValue, 0xFFFFFFFFFFFFFFF0)];

    [Fact]
    public void Random_Uniform_IsTheReferenceToTheBit()
    {
        Backend backend = Create(2);
        foreach ((ulong key, ulong counter) in s_positions)
        {
            foreach (int n in Lengths)
            {
                Tensor actual = Result(backend, new Shape(n)), expected = Result(s_reference, new Shape(n));
                backend.Random(RandomDistribution.Uniform, key, counter, actual);
                s_reference.Random(RandomDistribution.Uniform, key, counter, expected);
                Agreement.CheckBits($"{n} uniform draws at {counter}", actual.ToArray(), expected.ToArray());
            }
        }
    }

    [Fact]
    public void Random_Normal_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach ((ulong key, ulong counter) in s_positions)
        {
            foreach (int n in Lengths)
            {
                Agree(backend, $"{n} normal draws at {counter}", 1e-5, 1e-5, b =>
                {
                    Tensor y = Result(b, new Shape(n));
                    b.Random(RandomDistribution.Normal, key, counter, y);
                    return y.ToArray();
                });
            }
        }
    }

    [Fact]
    public void Random_Normal_HasTheMomentsOfTheNormal()
    {
        Tensor y = Result(Create(2), new Shape(400_000));
        y.Backend.Random(RandomDistribution.Normal, 5, 6, y);
        float[] draws = y.ToArray();
        draws.Average(x => (double)x).ShouldBe(0, 0.01);
        draws.Average(x => Math.Pow(x, 2)).ShouldBe(1, 0.01);
        draws.Average(x => Math.Pow(x, 3)).ShouldBe(0, 0.03);
        draws.Average(x => Math.Pow(x, 4)).ShouldBe(3, 0.06);
        draws.Zip(draws.Skip(1), (a, b) => (double)a * b).Average().ShouldBe(0, 0.01);
        draws.ShouldAllBe(x => Math.Abs(x) < 6);
    }

    [Fact]
    public void Random_ConsecutiveRanges_JoinSeamlessly()
    {
        Backend backend = Create(2);
        Tensor whole = Result(backend, new Shape(64)), first = Result(backend, new Shape(24)), second = Result(backend, new Shape(40));
        backend.Random(RandomDistribution.Normal, 1, 100, whole);
        backend.Random(RandomDistribution.Normal, 1, 100, first);
        backend.Random(RandomDistribution.Normal, 1, 106, second);
        Agreement.CheckBits("two ranges", Join(first, second), whole.ToArray());
    }

    [Fact]
    public void SumOfSquares_EveryLength_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach (int n in Lengths)
        {
            double expected = Numbers.Normal(n, 1).Sum(x => (double)x * x);
            backend.SumOfSquares(Normal(backend, new Shape(n), 1)).ShouldBe(expected, 1e-12 + (1e-6 * expected), $"of {n}");
        }
        backend.SumOfSquares(Tensor.Full(new Shape(100), 1e30f, backend)).ShouldBe(1e62, 1e55);
    }

    [Fact]
    public void SumOfSquares_AnyElementNotFinite_IsNotFinite()
    {
        Backend backend = Create(2);
        foreach (int n in FewLengths.Where(n => n > 0).Append(100_003))
        {
            foreach (float bad in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
            {
                float[] values = Numbers.Normal(n, 1);
                values[n * 2 / 3] = bad;
                double.IsFinite(backend.SumOfSquares(Numbers.On(backend, values, new Shape(n)))).ShouldBeFalse();
            }
        }
    }
}
