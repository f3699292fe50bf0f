using System.Text.RegularExpressions;
using Latent.Composition;
using Latent.Data;
using Latent.Evaluation;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Evaluation;

/// <summary>A model that is built to collapse is found out, and the advice helps.</summary>
public sealed partial class CollapseTests
{
    [Fact]
    public void StrongDecoder_WithoutFreeBits_CollapsesUntilAnyAdviceIsFollowed()
    {
        // The decoder sees the picture in half its size, which says nearly all: latents are worth less than they cost.
        DataSet pictures = SmallData.Images(300);
        (ComposedModel collapsed, EvaluationResult found) = Train(pictures);
        PosteriorHealth.IsCollapsed(collapsed.Model, found).ShouldBeTrue();
        found.ActiveUnits.ShouldBe(0);
        string advice = PosteriorHealth.Advise(collapsed.Model, found).ShouldHaveSingleItem();
        advice.ShouldContain("collapsed");
        Match[] settings = [.. Setting().Matches(advice).Cast<Match>()];
        settings.Select(s => s.Groups[1].Value).ShouldBe(["model.bound.beta", "model.bound.free-bits"]);
        foreach (Match setting in settings)
        {
            (ComposedModel woken, EvaluationResult after) = Train(pictures, (setting.Groups[1].Value, setting.Groups[2].Value));
            PosteriorHealth.IsCollapsed(woken.Model, after).ShouldBeFalse(setting.Value);
            after.ActiveUnits.ShouldBeGreaterThanOrEqualTo(woken.Model.LatentSize / 2, setting.Value);
            after.Reconstruction.ShouldBeGreaterThan(found.Reconstruction, setting.Value);
        }
    }

    private static (ComposedModel Model, EvaluationResult Result) Train(DataSet data, params (string Path, string Value)[] advice)
    {
        ComposedModel composed = SmallData.Compose(
            "upscaling-vae",
            data,
            [("model.network", "perceptron"), ("model.latent", "8"), ("model.likelihood", "{ kind: gaussian, deviation: 0.6 }"), ("training.epochs", "40"), .. advice]);
        new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(data.Rows, cancellation: TestContext.Current.CancellationToken);
        return (composed, Evaluator.Evaluate(composed.Model, data.Rows, composed.Preparation, cancellation: TestContext.Current.CancellationToken));
    }

    [GeneratedRegex(@"\((model\.bound\.[a-z-]+)=([0-9.]+)\)")]
    private static partial Regex Setting();
}
