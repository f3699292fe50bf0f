using Latent.Bounds;
using Latent.Composition;
using Latent.Conditions;
using Latent.Data;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Conditions;

public class ConditioningTests
{
    [Fact]
    public void ClassCondition_OfLabels_IsAOneAmongZeros()
    {
        var batch = new Batch(Tensor.Zeros(new Shape(3, 4))) { Labels = new Indices([2, 0, 1]) };
        new ClassCondition(3).Of(batch).ToArray().ShouldBe([0, 0, 1, 1, 0, 0, 0, 1, 0]);
    }

    [Fact]
    public void ClassCondition_OfUnknownClassOrNoLabels_Throws()
    {
        var condition = new ClassCondition(3);
        Should.Throw<InputException>(() => condition.Of([3])).Message.ShouldContain("class 3");
        Should.Throw<InputException>(() => condition.Of([-1])).Message.ShouldContain("does not know");
        Should.Throw<InputException>(() => condition.Of(new Batch(Tensor.Zeros(new Shape(1, 4))))).Message.ShouldContain("no labels");
    }

    [Fact]
    public void ClassCondition_Usual_GoesThroughTheClasses() =>
        new ClassCondition(2).Usual(3, 3, Tensor.Zeros(Shape.Scalar).Backend).ToArray().ShouldBe([0, 1, 1, 0, 0, 1]);

    [Fact]
    public void LowResolution_OfPictures_IsTheMeanOfEverySquare()
    {
        float[] picture = [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 4, 4, 0, 4, 4, 4];
        var condition = new LowResolution(new Shape(4, 4), 2);
        condition.Of(new Batch(Tensor.From([.. picture, .. picture.Select(p => p + 1)], new Shape(2, 4, 4)))).ToArray()
            .ShouldBe([3.5f, 5.5f, 1, 4, 4.5f, 6.5f, 2, 5]);
    }

    [Fact]
    public void LowResolution_OfColourPictures_KeepsTheChannels()
    {
        float[] picture = [1, 10, 3, 10, 5, 10, 7, 30];
        new LowResolution(new Shape(2, 2, 2), 2).Of(new Batch(Tensor.From(picture, new Shape(1, 2, 2, 2)))).ToArray().ShouldBe([4, 15]);
    }

    [Fact]
    public void LowResolution_OfSidesThatDoNotShrink_Throws()
    {
        Should.Throw<InputException>(() => new LowResolution(new Shape(28, 28), 8)).Message.ShouldContain("28 x 28");
        Should.Throw<InputException>(() => new LowResolution(new Shape(28), 2)).Message.ShouldContain("--as image");
    }

    [Fact]
    public void GivenFrames_OfSequences_AreTheFirst()
    {
        var condition = new GivenFrames(new Shape(3, 1, 2), 2);
        condition.Of(new Batch(Tensor.From([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], new Shape(2, 3, 1, 2)))).ToArray().ShouldBe([1, 2, 3, 4, 7, 8, 9, 10]);
        condition.GivenShape.ShouldBe(new Shape(2, 1, 2));
        Should.Throw<InputException>(() => new GivenFrames(new Shape(3, 1, 2), 3)).Message.ShouldContain("3 frames");
    }

    [Fact]
    public void SeveralSamplesOfARow_MeetTheConditionOfTheirRow()
    {
        // A decoder that gives the condition alone: latents are [s0r0, s0r1, s1r0, s1r1, s2r0, s2r1].
        Vae model = Model(new ClassCondition(2), encoderInputs: 4, new LastValues(3, 2));
        var batch = new Batch(Tensor.Zeros(new Shape(2, 2))) { Labels = new Indices([1, 0]) };
        Pass pass = model.Infer(batch, 3, new Rng(1));
        pass.Likelihood.Mean.ToArray().ShouldBe([0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0]);
        model.Infer(batch, pass.Posterior, 2, new Rng(1)).Likelihood.Mean.ToArray().ShouldBe([0, 1, 1, 0, 0, 1, 1, 0]);
        pass.Decode(Tensor.Zeros(new Shape(2, 1))).Mean.ToArray().ShouldBe([0, 1, 1, 0]);
    }

    [Fact]
    public void ConditionOfTheBatch_WinsOverThatOfItsRows()
    {
        Vae model = Model(new ClassCondition(2), encoderInputs: 4, new LastValues(3, 2));
        var batch = new Batch(Tensor.Zeros(new Shape(1, 2))) { Labels = new Indices([1]), Condition = Tensor.From([0.25f, 0.75f], new Shape(1, 2)) };
        model.Infer(batch, 1, new Rng(1)).Likelihood.Mean.ToArray().ShouldBe([0.25f, 0.75f]);
    }

    [Fact]
    public void Decode_WithoutACondition_Throws()
    {
        Vae model = Model(new ClassCondition(2), encoderInputs: 4, new LastValues(3, 2));
        Should.Throw<InputException>(() => model.Decode(Tensor.Zeros(new Shape(1, 1)))).Message.ShouldContain("the class of every row");
        Should.Throw<InputException>(() => model.Decode(Tensor.Zeros(new Shape(3, 1)), Tensor.Zeros(new Shape(2, 2)))).Message.ShouldContain("3 rows");
    }

    [Fact]
    public void Model_WhoseLayersLeaveOutTheCondition_IsRefused() =>
        Should.Throw<InputException>(() => Model(new ClassCondition(2), encoderInputs: 2, new LastValues(3, 2))).Message.ShouldContain("the condition 2");

    [Fact]
    public void ConditionalModel_LearnsWhatTheLabelTells()
    {
        DataSet data = SmallData.Images();
        ComposedModel composed = SmallData.Compose("conditional-vae", data, ("training.epochs", "8"), ("training.batch", "20"), ("training.learning-rate", "0.005"));
        new Latent.Training.Trainer(composed.Model, composed.Training, composed.Preparation).Fit(data.Rows, cancellation: TestContext.Current.CancellationToken);
        float[] samples = new Latent.Applications.Generator(new TrainedModel(composed)).SampleClasses([0, 1], 20, new Rng(3), cancellation: TestContext.Current.CancellationToken);
        // Discs of class 0 lie in the left half.
        LeftShare(samples.AsSpan(0, 20 * 64)).ShouldBeGreaterThan(0.6);
        LeftShare(samples.AsSpan(20 * 64)).ShouldBeLessThan(0.4);

        static double LeftShare(Span<float> pictures)
        {
            double left = 0, all = 0;
            for (int i = 0; i < pictures.Length; i++)
            {
                left += i % 8 < 4 ? pictures[i] : 0;
                all += pictures[i];
            }
            return left / all;
        }
    }

    private static Vae Model(Conditioning conditioning, int encoderInputs, Layer decoder) =>
        new(
            new Shape(2), new Linear(encoderInputs, 2, Activation.None, new Rng(1)), new DiagonalGaussian(1), new StandardNormal(1), decoder,
            new Gaussian(2, Variance.Fixed), new Elbo(), conditioning: conditioning);

    /// <summary>Gives the last values of a row.</summary>
    private sealed class LastValues(int inputs, int outputs) : Layer
    {
        public override int Inputs => inputs;

        public override int Outputs => outputs;

        public override Tensor Forward(Tensor x, Phase phase) => Tensors.Ops.TensorOperations.Slice(x, 1, inputs - outputs, outputs);

        public override void Collect(string path, ParameterSet parameters)
        {
        }
    }
}
