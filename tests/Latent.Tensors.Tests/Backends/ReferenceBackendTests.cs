using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Tensors.Tests.Backends;

/// <summary>The Reference against values worked out by hand or by another formula: it is what all others are compared with.</summary>
public sealed class ReferenceBackendTests
{
    private static readonly Backend s_backend = Backend.CreateReference();

    [Fact]
    public void Unary_KnownPoints_GivesKnownValues()
    {
        (UnaryOperation Operation, float X, double Y)[] points =
        [
            (UnaryOperation.Negate, 2, -2), (UnaryOperation.Abs, -2, 2), (UnaryOperation.Exp, 1, Math.E), (UnaryOperation.Log, 10, 2.302585093), (UnaryOperation.Sqrt, 2, 1.414213562),
            (UnaryOperation.Square, -3, 9), (UnaryOperation.Reciprocal, 4, 0.25), (UnaryOperation.Sign, -7, -1), (UnaryOperation.Sign, 0, 0), (UnaryOperation.Sin, 1, 0.841470985),
            (UnaryOperation.Cos, 1, 0.540302306), (UnaryOperation.Tanh, 1, 0.761594156), (UnaryOperation.Sigmoid, 1, 0.731058579), (UnaryOperation.Softplus, 1, 1.313261688),
            (UnaryOperation.Relu, -1, 0), (UnaryOperation.Relu, 2, 2), (UnaryOperation.LeakyRelu, -2, -0.5), (UnaryOperation.LeakyRelu, 2, 2), (UnaryOperation.Elu, -1, -0.632120559), (UnaryOperation.Elu, 3, 3),
            (UnaryOperation.Gelu, 1, 0.841191991), (UnaryOperation.Gelu, -1, -0.158808009), (UnaryOperation.Silu, 1, 0.731058579), (UnaryOperation.Silu, -2, -0.238405844),
            (UnaryOperation.ClipMinimum, 0.1f, 0.25), (UnaryOperation.ClipMinimum, 3, 3), (UnaryOperation.ClipMaximum, 3, 0.25), (UnaryOperation.ClipMaximum, 0.1f, 0.1),
            (UnaryOperation.LogGamma, 0.5f, 0.572364943), (UnaryOperation.LogGamma, 3, 0.693147181), (UnaryOperation.Digamma, 1, -0.577215665), (UnaryOperation.Digamma, 20, 2.970523992), (UnaryOperation.StirlingError, 1, 0.0810614668), (UnaryOperation.StirlingError, 30, 0.002777674930),
        ];
        foreach ((UnaryOperation operation, float x, double expected) in points)
        {
            Tensor y = Tensor.Zeros(new Shape(1), s_backend);
            s_backend.Unary(operation, Of([x], 1), y, 0.25f);
            ((double)y.Item()).ShouldBe(expected, 1e-6, $"{operation} of {x}");
        }
        points.Select(p => p.Operation).Distinct().Count().ShouldBe(Enum.GetValues<UnaryOperation>().Length);
    }

    [Fact]
    public void Softplus_VeryNegative_KeepsItsRelativePrecision()
    {
        Of([-60], 1).Softplus().Item().ShouldBe(MathF.Exp(-60), 1e-32);
        Of([-1e-20f], 1).Elu().Item().ShouldBe(-1e-20f, 1e-26);
    }

    [Fact]
    public void Binary_KnownPoints_GivesKnownValues()
    {
        Tensor a = Of([1, -6, 3], 3), b = Of([2, 4, 3], 3);
        (a + b).ToArray().ShouldBe([3, -2, 6]);
        (a - b).ToArray().ShouldBe([-1, -10, 0]);
        (a * b).ToArray().ShouldBe([2, -24, 9]);
        (a / b).ToArray().ShouldBe([0.5f, -1.5f, 1]);
        a.Minimum(b).ToArray().ShouldBe([1, -6, 3]);
        a.Maximum(b).ToArray().ShouldBe([2, 4, 3]);
        b.Greater(a).ToArray().ShouldBe([1, 1, 0]);
        a.Maximum(Of([float.NaN, 0, 0], 3)).ToArray()[0].ShouldBe(float.NaN);
        Of([float.NaN], 1).Minimum(Of([1], 1)).Item().ShouldBe(float.NaN);
    }

    [Fact]
    public void Binary_Broadcast_RepeatsRowsAndColumns()
    {
        (Of([1, 2], 2, 1) + Of([10, 20, 30], 3)).ToArray().ShouldBe([11, 21, 31, 12, 22, 32]);
        Of([1, 0], 2, 1).Where(Of([1, 2, 3], 3), Of([9], 1)).ToArray().ShouldBe([1, 2, 3, 9, 9, 9]);
    }

    [Fact]
    public void Reduce_EachAxis_FoldsThatAxis()
    {
        Tensor x = Of([1, 2, 3, 4, 5, 6], 2, 3);
        x.Sum().Item().ShouldBe(21);
        x.Sum(0).ToArray().ShouldBe([5, 7, 9]);
        x.Sum(1).ToArray().ShouldBe([6, 15]);
        x.Mean(^1, keep: true).Shape.ShouldBe(new Shape(2, 1));
        x.Mean(0).ToArray().ShouldBe([2.5f, 3.5f, 4.5f]);
        x.Max(0).ToArray().ShouldBe([4, 5, 6]);
        (-x).Max(1).ToArray().ShouldBe([-1, -4]);
    }

    [Fact]
    public void Layout_SmallTensors_MovesWhereItShould()
    {
        Tensor x = Of([1, 2, 3, 4, 5, 6], 2, 3);
        x.Transpose().ToArray().ShouldBe([1, 4, 2, 5, 3, 6]);
        x.Slice(1, 1, 2).ToArray().ShouldBe([2, 3, 5, 6]);
        x.Slice(0, 1, 1).ToArray().ShouldBe([4, 5, 6]);
        x.Concat(Of([7, 8], 2, 1), 1).ToArray().ShouldBe([1, 2, 3, 7, 4, 5, 6, 8]);
        x.Gather(new Indices([1, 0, 1])).ToArray().ShouldBe([4, 5, 6, 1, 2, 3, 4, 5, 6]);
        x.Repeat(2).ToArray().ShouldBe([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
        x.Reshape(3, 1, 2).Permute(1, 2, 0).ToArray().ShouldBe([1, 3, 5, 2, 4, 6]);
        Tensor table = Tensor.Zeros(new Shape(2, 3), s_backend);
        s_backend.ScatterAdd(Of([1, 2, 3, 4, 5, 6], 2, 3), new Indices([1, 1]), table);
        table.ToArray().ShouldBe([0, 0, 0, 5, 7, 9]);
    }

    [Fact]
    public void MatMul_AllTranspositions_GiveTheSameProduct()
    {
        Tensor a = Of([1, 2, 3, 4, 5, 6], 2, 3), b = Of([7, 8, 9, 10, 11, 12], 3, 2);
        float[] expected = [58, 64, 139, 154];
        a.MatMul(b).ToArray().ShouldBe(expected);
        a.Transpose().MatMul(b, transposeA: true).ToArray().ShouldBe(expected);
        a.MatMul(b.Transpose(), transposeB: true).ToArray().ShouldBe(expected);
        a.Transpose().MatMul(b.Transpose(), transposeA: true, transposeB: true).ToArray().ShouldBe(expected);
        a.Linear(b, Of([1, -200], 2), Activation.Relu).ToArray().ShouldBe([59, 0, 140, 0]);
    }

    [Fact]
    public void LinearForward_EveryActivation_IsTheProductThenTheActivation()
    {
        var rng = new Rng(3);
        Tensor x = Tensor.Normal(new Shape(4, 5), rng, s_backend), w = Tensor.Normal(new Shape(5, 3), rng, s_backend), bias = Tensor.Normal(new Shape(3), rng, s_backend);
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            x.Linear(w, bias, activation).ToArray().ShouldBe((x.MatMul(w) + bias).Activate(activation).ToArray(), 1e-5);
        }
    }

    [Fact]
    public void Random_OneBlock_FollowsTheDocumentedFormula()
    {
        Rng.Block(5, 9, out uint a, out uint b, out uint c, out _);
        Tensor uniform = Tensor.Zeros(new Shape(3), s_backend), normal = Tensor.Zeros(new Shape(3), s_backend);
        s_backend.Random(RandomDistribution.Uniform, 5, 9, uniform);
        s_backend.Random(RandomDistribution.Normal, 5, 9, normal);
        uniform.ToArray().ShouldBe([(a >> 8) / 16777216f, (b >> 8) / 16777216f, (c >> 8) / 16777216f]);
        double radius = Math.Sqrt(-2 * Math.Log(((a >> 8) + 1) / 16777216.0)), angle = 2 * Math.PI * ((b >> 8) / 16777216.0);
        normal.ToArray()[0].ShouldBe((float)(radius * Math.Cos(angle)), 1e-6);
        normal.ToArray()[1].ShouldBe((float)(radius * Math.Sin(angle)), 1e-6);
    }

    [Fact]
    public void LogSumExp_RowsAndColumns_DoesNotOverflow()
    {
        Tensor x = Of([1000, 1000, 0, MathF.Log(3)], 2, 2);
        x.LogSumExp(1).ToArray().ShouldBe([1000 + MathF.Log(2), MathF.Log(4)], 1e-4);
        x.Transpose().LogSumExp(0).ToArray().ShouldBe(x.LogSumExp(1).ToArray());
        x.Softmax().ToArray().ShouldBe([0.5f, 0.5f, 0.25f, 0.75f], 1e-6);
        x.LogSoftmax().Exp().ToArray().ShouldBe(x.Softmax().ToArray(), 1e-4);
        Of([float.NegativeInfinity, float.NegativeInfinity], 1, 2).LogSumExp(1).Item().ShouldBe(float.NegativeInfinity);
    }

    [Fact]
    public void BernoulliLogProbability_CycledAndMasked_IsTheSumOfLogs()
    {
        Tensor logits = Tensor.Normal(new Shape(4, 3), new Rng(1), s_backend), x = Tensor.Uniform(new Shape(2, 3), new Rng(2), s_backend), mask = Of([1, 0, 1], 1, 3);
        Tensor p = logits.Sigmoid(), all = x.Repeat(2);
        Tensor expected = (((all * p.Log()) + ((1 - all) * (1 - p).Log())) * mask).Sum(1);
        logits.BernoulliLogProbability(x, mask).ToArray().ShouldBe(expected.ToArray(), 1e-5);
    }

    [Fact]
    public void GaussianLogProbability_CycledAndStretched_IsTheLogOfTheDensity()
    {
        Tensor x = Tensor.Normal(new Shape(2, 3), new Rng(1), s_backend), mean = Tensor.Normal(new Shape(4, 3), new Rng(2), s_backend), v = Tensor.Normal(new Shape(4, 1), new Rng(3), s_backend), mask = Of([1, 0, 1, 1, 1, 0], 2, 3);
        Tensor density = (-0.5f * (x.Repeat(2) - mean).Square() / v.Exp()).Exp() / (v.Exp() * (2 * MathF.PI)).Sqrt();
        x.GaussianLogProbability(mean, v, mask).ToArray().ShouldBe((density.Log() * mask.Repeat(2)).Sum(1).ToArray(), 1e-5);
        Of([0], 1).GaussianLogProbability(Of([0], 1), Tensor.Zeros(Shape.Scalar, s_backend)).Item().ShouldBe(-0.918938533f, 1e-6);
    }

    [Fact]
    public void CategoricalLogProbability_Rows_PicksTheLabelsLogSoftmax()
    {
        Tensor logits = Tensor.Normal(new Shape(2, 4), new Rng(1), s_backend);
        float[] all = logits.LogSoftmax().ToArray();
        logits.CategoricalLogProbability(new Indices([3, 1])).ToArray().ShouldBe([all[3], all[5]], 1e-6);
    }

    [Fact]
    public void GaussianSample_ManySamples_AreMeanAndScaledNoiseOfTheGenerator()
    {
        Tensor mean = Of([1, -2], 1, 2), v = Of([0, MathF.Log(4)], 1, 2);
        Rng rng = new(8), same = new(8);
        Tensor z = mean.GaussianSample(v, 3, rng);
        float[] noise = Tensor.Normal(new Shape(3, 2), same, s_backend).ToArray();
        z.Shape.ShouldBe(new Shape(3, 2));
        z.ToArray().ShouldBe([.. noise.Select((e, i) => i % 2 == 0 ? 1 + e : -2 + (2 * e))], 1e-5);
        rng.Counter.ShouldBe(same.Counter);
    }

    [Fact]
    public void GaussianKl_KnownPoints_GivesKnownValues()
    {
        float v = MathF.Log(2);
        Of([0, 2, 0], 3).GaussianKl(Of([0, 0, v], 3)).ToArray().ShouldBe([0, 2, (2 - 1 - v) / 2], 1e-6);
    }

    [Fact]
    public void AdamUpdate_FirstStep_MovesByTheRate()
    {
        Tensor p = Of([1], 1), m = Of([0], 1), v = Of([0], 1);
        s_backend.AdamUpdate(p, Of([5], 1), m, v, new AdamStep(0.1f / (1 - 0.9f), 0.9f, 0.999f, 0, 1 / MathF.Sqrt(1 - 0.999f), 1, 1, 0));
        p.Item().ShouldBe(0.9f, 1e-5);
        m.Item().ShouldBe(0.5f, 1e-6);
        v.Item().ShouldBe(0.025f, 1e-6);
    }

    [Fact]
    public void AdamUpdate_DecayAndL2_ShrinkTheParameter()
    {
        Tensor decayed = Of([2], 1), regularised = Of([2], 1);
        s_backend.AdamUpdate(decayed, Of([0], 1), Of([0], 1), Of([0], 1), new AdamStep(0.1f, 0.9f, 0.99f, 1, 1, 1, 0.75f, 0));
        decayed.Item().ShouldBe(1.5f);
        s_backend.AdamUpdate(regularised, Of([3], 1), Of([0], 1), Of([0], 1), new AdamStep(1, 0, 1, 1, 1, 0.5f, 1, 0.25f));
        regularised.Item().ShouldBe(2 - ((0.5f * 3) + (0.25f * 2)), 1e-6);
    }

    [Fact]
    public void MomentumUpdate_OneStep_FollowsTheFormula()
    {
        Tensor p = Of([2], 1), m = Of([10], 1);
        s_backend.MomentumUpdate(p, Of([3], 1), m, 0.1f, 0.9f, 0.5f, 0.25f);
        m.Item().ShouldBe(9 + 1.5f + 0.5f, 1e-5);
        p.Item().ShouldBe(2 - 1.1f, 1e-5);
    }

    [Fact]
    public void SumOfSquares_Elements_IsExactInDouble() => s_backend.SumOfSquares(Of([3, 1e20f, -4], 3)).ShouldBe(25 + ((double)1e20f * 1e20f));

    private static Tensor Of(float[] values, params int[] extents) => Tensor.From(values, new Shape(extents), s_backend);
}
