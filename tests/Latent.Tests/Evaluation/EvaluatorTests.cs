using Latent.Composition;
using Latent.Data;
using Latent.Evaluation;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Evaluation;

[Collection(nameof(Alone))]
public class EvaluatorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Evaluate_InBatchesOfAnySize_GivesTheSameClosedFigures()
    {
        DataSet data = SmallData.Table(100);
        ComposedModel composed = SmallData.Compose("vae", data);
        EvaluationResult[] results = [.. new[] { 1, 7, 100, 5000 }.Select(size => Evaluate(composed, data, new EvaluationOptions { BatchSize = size }))];
        foreach (EvaluationResult result in results)
        {
            result.Rows.ShouldBe(100);
            result.Kl.ShouldBe(results[0].Kl, 1e-5);
            result.ActiveUnits.ShouldBe(results[0].ActiveUnits);
            result.KlPerDimension.Count.ShouldBe(composed.Model.LatentSize);
            result.Elbo.ShouldBe(results[0].Elbo, 0.5);
        }
    }

    [Fact]
    public void Evaluate_WithImportanceSamples_IsNoLessThanTheElbo()
    {
        DataSet data = SmallData.Table(100);
        EvaluationResult result = Evaluate(SmallData.Compose("vae", data), data, new EvaluationOptions { ImportanceSamples = 200 });
        result.ImportanceSamples.ShouldBe(200);
        result.LogLikelihood!.Value.ShouldBeGreaterThan(result.Elbo);
    }

    [Fact]
    public void Evaluate_WithManyImportanceSamples_TakesNoMoreMemory()
    {
        DataSet data = SmallData.Table(100);
        ComposedModel composed = SmallData.Compose("vae", data);
        long Allocated(int samples)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Evaluate(composed, data, new EvaluationOptions { ImportanceSamples = samples });
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
        Allocated(100);
        long few = Allocated(100), many = Allocated(1500);

        // What is left is a few small objects for every group of samples; the decoded rows themselves would be 7 MB.
        many.ShouldBeLessThan(few + 1_000_000);
    }

    [Fact]
    public void Evaluate_OfStandardisedData_IsInTheirOwnUnits()
    {
        // The same model sees the same prepared rows; columns ten times as wide have a tenth of the density.
        DataSet data = SmallData.Table(50);
        ComposedModel composed = SmallData.Compose("vae", data);
        float[] wide = [.. ((FloatRows)data.Rows).Values.ToArray().Select(v => 10 * v)];
        var wider = new Preparation(means: [.. composed.Preparation.Means.Select(m => 10 * m)], deviations: [.. composed.Preparation.Deviations.Select(d => 10 * d)]);
        double near = Evaluate(composed, data, new EvaluationOptions()).Elbo;
        double far = Evaluator.Evaluate(composed.Model, new FloatRows(wide, data.RowShape), wider, cancellation: Cancellation).Elbo;
        far.ShouldBe(near - (6 * Math.Log(10)), 1e-3);
    }

    [Fact]
    public void Evaluate_OfWhatDoesNotFit_SaysWhy()
    {
        DataSet data = SmallData.Table(20);
        ComposedModel composed = SmallData.Compose("ae", data);
        Should.Throw<InputException>(() => Evaluate(composed, data, new EvaluationOptions { ImportanceSamples = 5 })).Message.ShouldContain("no density");
        Should.Throw<InputException>(() => Evaluate(composed, SmallData.Images(5), new EvaluationOptions())).Message.ShouldContain("[8, 8]");
        Should.Throw<InputException>(() => Evaluator.Evaluate(composed.Model, new FloatRows([], new Shape(6)), cancellation: Cancellation)).Message.ShouldContain("no rows");
    }

    [Fact]
    public void Evaluate_OfAModelWithoutDensity_HasNoKl()
    {
        DataSet data = SmallData.Table(20);
        EvaluationResult result = Evaluate(SmallData.Compose("ae", data), data, new EvaluationOptions());
        result.Kl.ShouldBe(0);
        result.Elbo.ShouldBe(result.Reconstruction);
    }

    private static EvaluationResult Evaluate(ComposedModel composed, DataSet data, EvaluationOptions options) =>
        Evaluator.Evaluate(composed.Model, data.Rows, composed.Preparation, options, cancellation: Cancellation);
}
