using Latent.Data;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Tests.Layers;

public class LayerTests
{
    private static readonly Phase s_training = new(new Rng(3));

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_OfFlatOrShapedRows_GivesWhatOutputsSays(string name)
    {
        (_, Layer layer, Shape row) = Cases.Single(c => c.Name == name);
        layer.Inputs.ShouldBe(row.Length);
        var x = Tensor.Normal(row.Prepend(3), new Rng(1));
        Tensor shaped = layer.Forward(x, Phase.Evaluation), flat = layer.Forward(x.Flatten(), Phase.Evaluation);
        shaped.Shape[0].ShouldBe(3);
        shaped.Length.ShouldBe(3 * layer.Outputs);
        flat.ToArray().ShouldBe(shaped.ToArray());
        shaped.ToArray().ShouldAllBe(v => float.IsFinite(v));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryParameter_GetsAGradient(string name)
    {
        (_, Layer layer, Shape row) = Cases.Single(c => c.Name == name);
        var parameters = new ParameterSet();
        layer.Collect("layer", parameters);
        var tape = new Tape();
        using (tape.Begin())
        {
            var input = Tensor.Parameter(Tensor.Normal(row.Prepend(4), new Rng(2)).ToArray(), row.Prepend(4));
            Tensor y = layer.Forward(input, s_training);
            tape.Backward((y * Tensor.Normal(y.Shape, new Rng(5))).Sum(), [input, .. parameters]);
            input.Gradient!.ToArray().ShouldContain(g => g != 0);
        }
        parameters.ShouldAllBe(p => p.Gradient!.ToArray().Any(g => g != 0));
    }

    [Fact]
    public void BatchNormalization_InTraining_NormalisesTheBatchAndFollowsIt()
    {
        var layer = new BatchNormalization(new Shape(2, 3), momentum: 0.5f);
        var parameters = new ParameterSet();
        layer.Collect("n", parameters);
        parameters.Names.ShouldBe(["n.scale", "n.shift"]);
        parameters.StatisticNames.ShouldBe(["n.mean", "n.variance"]);
        parameters.Scalars.ShouldBe(6);
        float[] x = [1, 10, 0, 2, 20, 0, 3, 30, 0, 6, 40, 0];
        float[] y = layer.Forward(Tensor.From(x, new Shape(2, 2, 3)), s_training).ToArray();

        // The first channel: 1, 2, 3, 6 has mean 3, biased variance 3.5 and unbiased 14 / 3.
        y.Where((_, i) => i % 3 == 0).ShouldBe([-2 / MathF.Sqrt(3.5f), -1 / MathF.Sqrt(3.5f), 0, 3 / MathF.Sqrt(3.5f)], 1e-4);
        parameters.Statistics[0].ToArray().ShouldBe([1.5f, 12.5f, 0], 1e-5);
        parameters.Statistics[1].ToArray()[0].ShouldBe(0.5f + (0.5f * 14 / 3), 1e-4f);
        layer.Forward(Tensor.From(x, new Shape(2, 2, 3)), Phase.Evaluation).ToArray()[0].ShouldBe((1 - 1.5f) / MathF.Sqrt(0.5f + (7f / 3) + 1e-5f), 1e-4f);
    }

    [Fact]
    public void GroupNormalization_OfARow_DoesNotDependOnTheOthers()
    {
        var layer = new GroupNormalization(new Shape(4, 6), 3);
        var x = Tensor.Normal(new Shape(5, 4, 6), new Rng(1));
        float[] together = layer.Forward(x, s_training).Slice(0, 2, 1).ToArray();
        layer.Forward(x.Slice(0, 2, 1), Phase.Evaluation).ToArray().ShouldBe(together, 1e-6);
    }

    [Fact]
    public void Dropout_ActsInTrainingAlone()
    {
        var layer = new Dropout(1000, 0.5f);
        var x = Tensor.Full(new Shape(2, 1000), 1);
        layer.Forward(x, Phase.Evaluation).ShouldBeSameAs(x);
        layer.Forward(x, s_training).ToArray().Distinct().Order().ShouldBe([0f, 2f]);
    }

    [Fact]
    public void Residual_AddsItsInput()
    {
        var layer = new Residual(new Activate(3, Activation.Relu));
        layer.Forward(Tensor.From([-1, 0, 2], new Shape(1, 3)), Phase.Evaluation).ToArray().ShouldBe([-1, 0, 4]);
    }

    [Fact]
    public void Residual_OfOtherSizes_NeedsAFittingProjection()
    {
        var rng = new Rng(1);
        Should.Throw<ArgumentException>(() => new Residual(new Linear(3, 5, Activation.None, rng))).Message.ShouldContain("takes 3 values a row and gives 5");
        Should.Throw<ArgumentException>(() => new Residual(new Linear(3, 5, Activation.None, rng), new Linear(3, 4, Activation.None, rng))).Message.ShouldContain("gives 4");
    }

    [Fact]
    public void Layers_OfRowsThatDoNotFit_SayWhy()
    {
        Should.Throw<ArgumentException>(() => new GroupNormalization(new Shape(4, 6), 4)).Message.ShouldContain("6 channels do not fall into 4");
        Should.Throw<ArgumentException>(() => new AveragePooling(new Shape(6), 2)).Message.ShouldContain("[6]");
        Should.Throw<ArgumentException>(() => new BatchNormalization(new Shape(0))).Message.ShouldContain("[0]");
        Should.Throw<ArgumentException>(() => new Dropout(3, 1)).Message.ShouldContain("below 1");
    }

    private static BesideValues Learned(BesideValues layer, Shape row)
    {
        layer.Begin(new FloatRows(Tensor.Normal(row.Prepend(50), new Rng(8)).ToArray(), row));
        return layer;
    }

    private static (string Name, Layer Layer, Shape Row)[] Cases
    {
        get
        {
            var rng = new Rng(1);
            Shape row = new(4, 6, 2), volume = new(2, 4, 4, 3);
            return
            [
                ("BatchNormalization", new BatchNormalization(row, Activation.LeakyRelu), row),
                ("GroupNormalization", new GroupNormalization(volume, 3, Activation.Silu), volume),
                ("InstanceNormalization", new InstanceNormalization(row), row),
                ("LayerNormalization", new LayerNormalization(row), row),
                ("LayerNormalization of channels", new LayerNormalization(new Shape(4, 6, 5), 1), new Shape(4, 6, 5)),
                ("BesideQuantiles", Learned(new BesideQuantiles(row.Length, 3), row), row),
                ("BesideRanks", Learned(new BesideRanks(row.Length, [(3, 5), (20, 4)]), row), row),
                ("BesideModes", Learned(new BesideModes(row.Length, 3, rng), row), row),
                ("EmbedLevels", new EmbedLevels(48, [(2, 12), (20, 20)], 3, rng), row),
                ("Dropout", new Dropout(row.Length, 0.3f), row),
                ("Activate", new Activate(row.Length, Activation.Tanh), row),
                ("AveragePooling", new AveragePooling(row, 2), row),
                ("AveragePooling of volumes", new AveragePooling(volume, 2), volume),
                ("MaxPooling", new MaxPooling(row, 3, 2, 1), row),
                ("Upsample", new Upsample(row, 2), row),
                ("Upsample, linear", new Upsample(volume, 3, Interpolation.Linear), volume),
                ("Upsample to extents", new Upsample(row, [5, 3], Interpolation.Linear), row),
                ("Residual", new Residual(new Linear(48, 48, Activation.Tanh, rng), activation: Activation.Elu), row),
                ("Residual with a projection", new Residual(new Upsample(row, 2), new Linear(48, 192, Activation.None, rng)), row),
            ];
        }
    }
}
