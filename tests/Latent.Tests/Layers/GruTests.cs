using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Tests.Contracts;

namespace Latent.Tests.Layers;

public class GruTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Step_OfVectors_HasTheGradientsOfItsValues(int inputs)
    {
        var rng = new Rng(1);
        Gru unit = Gru.Dense(inputs, 4, rng);
        Check(unit, new Shape(2, 4), inputs == 0 ? null : new Shape(2, inputs), rng);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Step_OfPictures_HasTheGradientsOfItsValues(int inputs)
    {
        var rng = new Rng(2);
        Gru unit = Gru.Convolutional(new Shape(3, 4, 2), inputs, 3, rng);
        Check(unit, new Shape(2, 3, 4, 2), inputs == 0 ? null : new Shape(2, 3, 4, inputs), rng);
    }

    [Fact]
    public void Step_WithClosedGates_KeepsTheState()
    {
        Gru unit = Gru.Dense(0, 3, new Rng(3));
        Tensor state = Tensor.Normal(new Shape(2, 3), new Rng(4));
        Parameters(unit, out ParameterSet set);
        Fill(set, "gru.gates.weight", 0);
        Fill(set, "gru.gates.bias", -100);
        unit.Step(state, null, Phase.Evaluation).ToArray().ShouldBe(state.ToArray());
    }

    [Fact]
    public void Step_WithOpenGates_IsTheCandidate()
    {
        Gru unit = Gru.Dense(1, 2, new Rng(3));
        Parameters(unit, out ParameterSet set);
        Fill(set, "gru.gates.weight", 0);
        Fill(set, "gru.gates.bias", 100);
        Fill(set, "gru.candidate.weight", 1);
        Fill(set, "gru.candidate.bias", 0.5f);
        Tensor state = Tensor.From([0.25f, -0.5f], new Shape(1, 2)), input = Tensor.From([2], new Shape(1, 1));
        float expected = MathF.Tanh(2 + 0.25f - 0.5f + 0.5f);
        unit.Step(state, input, Phase.Evaluation).ToArray().ShouldBe([expected, expected], 1e-6f);
    }

    [Fact]
    public void Forward_TakesTheInputAndThenTheState()
    {
        Gru unit = Gru.Dense(2, 3, new Rng(5));
        Tensor input = Tensor.Normal(new Shape(4, 2), new Rng(6)), state = Tensor.Normal(new Shape(4, 3), new Rng(7));
        (unit.Inputs, unit.Outputs, unit.StateShape).ShouldBe((5, 3, new Shape(3)));
        unit.Forward(input.Concat(state, 1), Phase.Evaluation).ToArray().ShouldBe(unit.Step(state, input, Phase.Evaluation).ToArray());
    }

    [Fact]
    public void Input_ThatIsMissingOrTooMuch_IsRefused()
    {
        Tensor state = Tensor.Zeros(new Shape(1, 2));
        Should.Throw<ArgumentException>(() => Gru.Dense(1, 2, new Rng(1)).Step(state, null, Phase.Evaluation));
        Should.Throw<ArgumentException>(() => Gru.Dense(0, 2, new Rng(1)).Step(state, state, Phase.Evaluation));
        Should.Throw<ArgumentException>(() => Gru.Convolutional(new Shape(4, 4, 2), 0, 2, new Rng(1)));
    }

    /// <summary>Two steps, so that the gradient passes through a state.</summary>
    private static void Check(Gru unit, Shape state, Shape? input, Rng rng)
    {
        List<Tensor> parameters = [.. Parameters(unit, out _), Draw(state, rng)];
        Tensor first = parameters[^1];
        Tensor? given = input is { } shape ? Draw(shape, rng) : null;
        if (given is not null)
        {
            parameters.Add(given);
        }
        Tensor weights = Tensor.Normal(state, rng);
        FiniteDifferences.ShouldAgree(parameters, () => unit.Step(unit.Step(first, given, Phase.Evaluation), given, Phase.Evaluation) * weights, tolerance: 4e-3);
    }

    private static ParameterSet Parameters(Gru unit, out ParameterSet set)
    {
        set = [];
        unit.Collect("gru", set);
        set.Names.ShouldBe(["gru.gates.weight", "gru.gates.bias", "gru.candidate.weight", "gru.candidate.bias"]);
        return set;
    }

    private static Tensor Draw(Shape shape, Rng rng) => Tensor.Parameter(Tensor.Normal(shape, rng).ToArray(), shape);

    private static void Fill(ParameterSet set, string name, float value)
    {
        Tensor tensor = set[set.Names.ToList().IndexOf(name)];
        tensor.Set([.. Enumerable.Repeat(value, tensor.Length)]);
    }
}
