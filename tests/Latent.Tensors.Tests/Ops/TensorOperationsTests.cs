using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Tensors.Tests.Ops;

/// <summary>What the operations promise beside their values: views, routed gradients, and errors that name the shapes.</summary>
public sealed class TensorOperationsTests
{
    private static readonly Backend s_backend = Backend.CreateReference();

    [Fact]
    public void Reshape_OutsideATape_SharesTheMemory()
    {
        Tensor x = Tensor.Zeros(new Shape(2, 3), s_backend), y = x.Reshape(-1, 2);
        x.Set([1, 2, 3, 4, 5, 6]);
        y.Shape.ShouldBe(new Shape(3, 2));
        y.ToArray().ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void Clip_InfiniteLimits_IsTheTensorItself()
    {
        Tensor x = Tensor.From([-3, 3], new Shape(2), s_backend);
        x.Clip(float.NegativeInfinity, float.PositiveInfinity).ShouldBeSameAs(x);
        x.Clip(-1, float.PositiveInfinity).ToArray().ShouldBe([-1, 3]);
        x.Clip(-1, 2).ToArray().ShouldBe([-1, 2]);
    }

    [Fact]
    public void Max_Ties_ShareTheGradient()
    {
        Tensor x = Tensor.Parameter([1, 5, 5, 2], new Shape(1, 4), s_backend);
        Backward(() => x.Max(1).Sum(), x).ShouldBe([0, 0.5f, 0.5f, 0]);
    }

    [Fact]
    public void Maximum_Ties_ShareTheGradient()
    {
        Tensor x = Tensor.Parameter([1, 5], new Shape(2), s_backend), y = Tensor.From([1, 3], new Shape(2), s_backend);
        Backward(() => x.Maximum(y).Sum(), x).ShouldBe([0.5f, 1]);
        Backward(() => x.Minimum(y).Sum(), x).ShouldBe([0.5f, 0]);
    }

    [Fact]
    public void SignAndGreater_Always_PassNoGradient()
    {
        Tensor x = Tensor.Parameter([1, -5], new Shape(2), s_backend);
        Backward(() => (x + x.Sign() + x.Greater(0) + x.Greater(x)).Sum(), x).ShouldBe([1, 1]);
    }

    [Fact]
    public void ScaleGradient_ScaleOverwrittenAfterwards_UsesTheNewValues()
    {
        Tensor x = Tensor.Parameter([1, 2, 3, 4], new Shape(2, 2), s_backend);
        var tape = new Tape(s_backend);
        using (tape.Begin())
        {
            Tensor scale = Tensor.Full(new Shape(2, 1), 1);
            Tensor y = x.ScaleGradient(scale);
            y.ToArray().ShouldBe([1, 2, 3, 4]);
            Tensor loss = y.Square().Sum();
            scale.CopyFrom(Tensor.From([10, -1], new Shape(2)));
            tape.Backward(loss, [x]);
        }
        x.Gradient!.ToArray().ShouldBe([20, 40, -6, -8]);
    }

    [Fact]
    public void ScaleGradient_LearnableScale_GetsNoGradient()
    {
        Tensor x = Tensor.Parameter([2], new Shape(1), s_backend), scale = Tensor.Parameter([3], new Shape(1), s_backend);
        Backward(() => (x.ScaleGradient(scale * 2) + (scale * 0)).Sum(), scale).ShouldBe([0]);
        Backward(() => x.ScaleGradient(scale * 2).Sum(), x).ShouldBe([6]);
    }

    [Fact]
    public void Mask_Learnable_GetsNoGradient()
    {
        Tensor x = Tensor.Parameter([2, 1], new Shape(1, 2), s_backend), mask = Tensor.Parameter([1, 1], new Shape(1, 2), s_backend);
        Backward(() => x.BernoulliLogProbability(x.Detach(), mask).Sum(), mask).ShouldBe([0, 0]);
        Backward(() => x.GaussianLogProbability(x, x, mask).Sum(), mask).ShouldBe([0, 0]);
    }

    [Fact]
    public void Operations_ShapesThatDoNotFit_NameThem()
    {
        Tensor a = Tensor.Zeros(new Shape(2, 3), s_backend), b = Tensor.Zeros(new Shape(4, 5), s_backend), scalar = Tensor.Zeros(Shape.Scalar, s_backend);
        (string[] Parts, Func<Tensor> Call)[] calls =
        [
            (["[2, 3]", "[4, 5]"], () => a + b),
            (["[2, 3]", "[4, 5]"], () => a.MatMul(b)),
            (["[2, 3] transposed", "[4, 5]"], () => a.MatMul(b, transposeA: true)),
            (["[2, 3]", "[4, 5]"], () => a.Linear(b)),
            (["[3, 2]", "[4, 5]"], () => a.Linear(Tensor.Zeros(new Shape(3, 2), s_backend), b)),
            (["[2, 3]", "[4, 5]"], () => a.Where(a, b)),
            (["[2, 3]", "[7]"], () => a.Reshape(new Shape(7))),
            (["[2, 3]", "[4, 1]"], () => a.Reshape(4, -1)),
            (["[2, 3]", "2"], () => a.Sum(2)),
            (["[2, 3]", "^3"], () => a.LogSumExp(^3)),
            (["[]", "^1"], () => scalar.Softmax()),
            (["[2, 3]", "2 indices from 2"], () => a.Slice(1, 2, 2)),
            (["[2, 3]", "from -1"], () => a.Slice(1, -1, 2)),
            (["[2, 3]", "[4, 5]", "dimension 0"], () => a.Concat(b, 0)),
            (["nothing"], () => TensorOperations.Concat(0)),
            (["[2, 3]", "[0, 0]"], () => a.Permute(0, 0)),
            (["[2, 3]", "[0]"], () => a.Permute(0)),
            (["[]"], () => scalar.Transpose()),
            (["[2, 3]", "2"], () => a.Gather(new Indices([0, 2]))),
            (["[2, 3]", "-1"], () => a.Gather(new Indices([-1]))),
            (["[2, 3]", "[4, 5]"], () => a.Expand(b.Shape)),
            (["[2, 3]", "[4, 5]"], () => a.ScaleGradient(b)),
            (["[2, 3]", "[4, 5]"], () => a.BernoulliLogProbability(b)),
            (["[2, 3]", "[2, 1]"], () => a.BernoulliLogProbability(a.Slice(1, 0, 1))),
            (["[2, 3]", "[3, 3]"], () => a.GaussianLogProbability(Tensor.Zeros(new Shape(3, 3), s_backend), scalar)),
            (["[2, 3]", "[4, 5]"], () => a.GaussianLogProbability(a, scalar, b)),
            (["[2, 3]", "[4, 5]"], () => a.GaussianSample(b, 1, new Rng(1))),
            (["[2, 3]", "[4, 5]"], () => a.GaussianKl(b)),
            (["[2, 3]", "2 rows", "3 labels"], () => a.CategoricalLogProbability(new Indices([0, 1, 2]))),
            (["[2, 3]", "class 3"], () => a.CategoricalLogProbability(new Indices([0, 3]))),
            (["2", "1"], () => a.Clip(2, 1)),
        ];
        for (int i = 0; i < calls.Length; i++)
        {
            string message = Should.Throw<TensorException>(calls[i].Call, $"call {i}").Message;
            foreach (string part in calls[i].Parts)
            {
                message.ShouldContain(part);
            }
        }
    }

    private static float[] Backward(Func<Tensor> loss, Tensor parameter)
    {
        var tape = new Tape(s_backend);
        using (tape.Begin())
        {
            tape.Backward(loss(), [parameter]);
        }
        return parameter.Gradient!.ToArray();
    }
}
