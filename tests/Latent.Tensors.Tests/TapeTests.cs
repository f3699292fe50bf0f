using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Tensors.Tests;

public sealed class TapeTests
{
    private static readonly Backend s_backend = Backend.CreateReference();

    [Fact]
    public void Backward_Product_GivesTheOtherFactor()
    {
        Tensor a = Parameter(3), b = Parameter(5);
        var tape = new Tape(s_backend);
        using (tape.Begin())
        {
            tape.Backward((a * b).Sum(), [a, b]);
        }
        a.Gradient!.Item().ShouldBe(5);
        b.Gradient!.Item().ShouldBe(3);
    }

    [Fact]
    public void Backward_OperandUsedOften_AddsItsGradients()
    {
        Tensor a = Parameter(3);
        var tape = new Tape(s_backend);
        using (tape.Begin())
        {
            Tensor square = a * a;
            tape.Backward(((square * a) + square + a).Sum(), [a]);
        }
        a.Gradient!.Item().ShouldBe(27 + 6 + 1);
    }

    [Fact]
    public void Backward_SomeParameters_LeavesTheOthersAlone()
    {
        Tensor a = Parameter(3), b = Parameter(5);
        var tape = new Tape(s_backend);
        using (tape.Begin())
        {
            tape.Backward((a * b).Sum(), [a]);
        }
        a.Gradient!.Item().ShouldBe(5);
        b.Gradient.ShouldBeNull();
    }

    [Fact]
    public void Backward_UnusedParameter_GetsZeros()
    {
        Tensor a = Parameter(3), unused = Parameter(5);
        var tape = new Tape(s_backend);
        for (int i = 0; i < 2; i++)
        {
            using (tape.Begin())
            {
                tape.Backward((i == 0 ? a * unused : a * 2).Sum(), [a, unused]);
            }
        }
        unused.Gradient!.Item().ShouldBe(0);
    }

    [Fact]
    public void Backward_TwoPlayersOnOneTape_EachGetsItsOwnGradient()
    {
        Tensor player = Parameter(3), critic = Parameter(5);
        var tape = new Tape(s_backend);
        using (tape.Begin())
        {
            Tensor score = (player * critic).Tanh();
            Tensor loss = score.Sum(), opposite = (-score * 2).Sum();
            tape.Backward(loss, [player]);
            tape.Backward(opposite, [critic]);
        }
        float slope = 1 - (MathF.Tanh(15) * MathF.Tanh(15));
        player.Gradient!.Item().ShouldBe(5 * slope, 1e-6);
        critic.Gradient!.Item().ShouldBe(-6 * slope, 1e-6);
    }

    [Fact]
    public void Backward_SameScalarTwice_GivesTheSameGradient()
    {
        Tensor a = Parameter(0.5f);
        var tape = new Tape(s_backend);
        using (tape.Begin())
        {
            Tensor loss = (a.Exp() + a.Reshape(new Shape(1, 1)).Square()).Sum();
            tape.Backward(loss, [a]);
            float first = a.Gradient!.Item();
            tape.Backward(loss, [a]);
            a.Gradient.Item().ShouldBe(first);
            first.ShouldBe(MathF.Exp(0.5f) + 1, 1e-6);
        }
    }

    [Fact]
    public void Backward_Detached_PassesNoGradient()
    {
        Tensor a = Parameter(3);
        var tape = new Tape(s_backend);
        using (tape.Begin())
        {
            tape.Backward((a * a.Detach()).Sum(), [a]);
        }
        a.Gradient!.Item().ShouldBe(3);
    }

    [Fact]
    public void Backward_NotAScalar_NamesTheShape()
    {
        Tensor a = Tensor.Parameter([1, 2], new Shape(2), s_backend);
        var tape = new Tape(s_backend);
        using (tape.Begin())
        {
            Tensor doubled = a * 2;
            Should.Throw<TensorException>(() => tape.Backward(doubled, [a])).Message.ShouldContain("[2]");
        }
    }

    [Fact]
    public void Backward_ScalarThatDependsOnNothing_Throws()
    {
        Tensor a = Parameter(1), b = Parameter(2);
        var tape = new Tape(s_backend);
        using (tape.Begin())
        {
            Tensor loss = b.Sum();
            Should.Throw<TensorException>(() => tape.Backward(loss, [a]));
        }
    }

    [Fact]
    public void Backward_ScalarOfAnotherBackend_SaysWhich()
    {
        Tensor a = Tensor.Parameter([1, 2], new Shape(2), Backend.CreateReference());
        var tape = new Tape(Backend.CreateCpu());
        using (tape.Begin())
        {
            Tensor loss = a.Sum();
            Should.Throw<TensorException>(() => tape.Backward(loss, [a])).Message.ShouldContain("another backend");
        }
    }

    [Fact]
    public void Begin_Twice_Throws()
    {
        var tape = new Tape(s_backend);
        using (tape.Begin())
        {
            Should.Throw<InvalidOperationException>(() => tape.Begin());
        }
        using (tape.Begin())
        {
            tape.Recorded.ShouldBe(0);
        }
    }

    [Fact]
    public void Scope_Ended_ItsTensorsThrow()
    {
        Tensor a = Parameter(1), result;
        var tape = new Tape(s_backend);
        using (tape.Begin())
        {
            result = a + 1;
            result.Item().ShouldBe(2);
        }
        Should.Throw<ObjectDisposedException>(() => result.ToArray());
        Should.Throw<ObjectDisposedException>(() => result.Exp());
    }

    [Fact]
    public void Scope_Nested_DoesNotTouchTheOuterOne()
    {
        Tensor a = Parameter(2);
        Tape outer = new(s_backend), inner = new(s_backend, record: false);
        using (outer.Begin())
        {
            Tensor square = a.Square();
            using (inner.Begin())
            {
                Tensor cube = square * a;
                cube.Item().ShouldBe(8);
                cube.RequiresGradient.ShouldBeFalse();
            }
            Tensor loss = (square * a).Sum();
            outer.Recorded.ShouldBe(3);
            outer.Backward(loss, [a]);
        }
        inner.Recorded.ShouldBe(0);
        a.Gradient!.Item().ShouldBe(12);
    }

    [Fact]
    public void Record_NothingLearnable_IsNotNoted()
    {
        Tensor a = Tensor.Full(new Shape(3), 1, s_backend);
        var tape = new Tape(s_backend);
        using (tape.Begin())
        {
            (a * 2).Exp().Sum().RequiresGradient.ShouldBeFalse();
            tape.Recorded.ShouldBe(0);
        }
    }

    [Fact]
    public void Steps_Equal_MakeNoGarbage()
    {
        var rng = new Rng(1);
        Tensor w1 = Tensor.Parameter(Tensor.Normal(new Shape(5, 16), rng, s_backend).ToArray(), new Shape(5, 16), s_backend);
        Tensor b1 = Tensor.Parameter(new float[16], new Shape(16), s_backend);
        Tensor w2 = Tensor.Parameter(Tensor.Normal(new Shape(8, 6), rng, s_backend).ToArray(), new Shape(8, 6), s_backend);
        Tensor[] parameters = [w1, b1, w2];
        Tensor[] moments = [.. parameters.Concat(parameters).Select(p => Tensor.Zeros(p.Shape, s_backend))];
        Tensor data = Tensor.Uniform(new Shape(4, 5), rng, s_backend);
        var labels = new Indices([0, 3, 5, 1]);
        var tape = new Tape(s_backend);

        // Spans of constants are made on the heap by code that is not optimised.
        var samples = new Shape(3, 4, 6);
        int[] order = [1, 0, 2];
        float loss = 0;
        for (int i = 0; i < 5; i++)
        {
            loss = Step();
        }
        float first = loss;

        // Code that is not yet optimised makes garbage of its own; the steady state comes when it has been recompiled.
        long allocated = long.MaxValue;
        for (int round = 0; round < 50 && allocated > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
            {
                loss = Step();
            }
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        allocated.ShouldBe(0);
        loss.ShouldBeLessThan(first);

        float Step()
        {
            using (tape.Begin())
            {
                Tensor hidden = data.Linear(w1, b1, Activation.Gelu);
                Tensor mean = hidden.Slice(^1, 0, 8), logVariance = hidden.Slice(^1, 8, 8).Clip(-5, 5);
                Tensor z = mean.GaussianSample(logVariance, 3, rng);
                Tensor logits = z.MatMul(w2).Reshape(samples).Permute(order).LogSumExp(1).Softmax();
                Tensor likelihood = (logits * 5).CategoricalLogProbability(labels);
                Tensor both = z.Slice(0, 0, 4).Concat(mean, 1).Concat(hidden, 1);
                Tensor reconstruction = both.Slice(1, 0, 5).BernoulliLogProbability(data) + mean.Slice(1, 0, 5).GaussianLogProbability(data, logVariance.Slice(1, 0, 5));
                Tensor objective = mean.GaussianKl(logVariance).Sum(^1) - likelihood - (0.1f * reconstruction);
                Tensor total = objective.Mean() + mean.Max(0).Minimum(hidden.Slice(1, 0, 8).Mean(0)).Square().Sum();
                tape.Backward(total, parameters);
                for (int p = 0; p < parameters.Length; p++)
                {
                    s_backend.AdamUpdate(parameters[p], parameters[p].Gradient!, moments[p], moments[p + 3], new AdamStep(0.01f, 0.9f, 0.999f, 1e-8f, 1, 1, 1, 0));
                }
                return total.Item();
            }
        }
    }

    private static Tensor Parameter(float value) => Tensor.Parameter([value], new Shape(1), s_backend);
}
