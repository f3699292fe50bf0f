using System.Text.Json;

namespace Latent.Cli.Tests.Commands;

public sealed class EvaluateCommandTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void Evaluate_Json_HasThePromisedKeys()
    {
        JsonElement result = Tool.Run("evaluate", tiny.Run, tiny.Shapes, "--importance-samples", "30", "--json").ShouldGiveJson(
            "rows", "elbo", "log_likelihood", "importance_samples", "reconstruction", "kl", "active_units", "latent", "bits_per_dim");
        result.GetProperty("rows").GetInt32().ShouldBe(120);
        result.GetProperty("importance_samples").GetInt32().ShouldBe(30);
        result.GetProperty("log_likelihood").GetDouble().ShouldBeGreaterThan(result.GetProperty("elbo").GetDouble());
    }

    [Fact]
    public void Evaluate_OwnData_IsTheRunsValidationRows()
    {
        JsonElement result = Tool.Run("evaluate", tiny.Run, "--json").ShouldGiveJson();
        result.GetProperty("split").GetString().ShouldBe("validation");
        result.GetProperty("rows").GetInt32().ShouldBe(12);
        JsonElement record = JsonDocument.Parse(File.ReadAllText(Path.Join(tiny.Run, "run.json"))).RootElement;
        result.GetProperty("elbo").GetDouble().ShouldBe(record.GetProperty("result").GetProperty("validation_elbo").GetDouble());
    }

    [Fact]
    public void Evaluate_Limit_TakesTheFirstRows() =>
        Tool.Run("evaluate", tiny.Run, tiny.Shapes, "--limit", "7", "--json").ShouldGiveJson().GetProperty("rows").GetInt32().ShouldBe(7);

    [Fact]
    public void Evaluate_NamedSet_ReadsTheTestRows() =>
        Tool.Run("evaluate", tiny.Run, "shapes", "--json").ShouldGiveJson().GetProperty("rows").GetInt32().ShouldBe(2000);

    [Theory]
    [InlineData("data.binarize=sampled", true)]
    [InlineData("model.likelihood=gaussian", true)]
    [InlineData("model.likelihood=bernoulli", false)]
    public void Evaluate_BitsPerDimension_OnlyWhereTheyMeanSomething(string setting, bool expected)
    {
        using var folder = new TemporaryFolder();
        TinyRun.Train(tiny.Shapes, folder["run"], "--epochs", "1", "--set", setting).ShouldGiveJson();
        JsonElement result = Tool.Run("evaluate", folder["run"], "--json").ShouldGiveJson();
        JsonElement bits = result.GetProperty("bits_per_dim");
        bits.ValueKind.ShouldBe(expected ? JsonValueKind.Number : JsonValueKind.Null);
        if (setting == "data.binarize=sampled")
        {
            bits.GetDouble().ShouldBe(-result.GetProperty("elbo").GetDouble() / (1024 * Math.Log(2)), 1e-6);
        }
        if (setting == "model.likelihood=gaussian")
        {
            bits.GetDouble().ShouldBe(8 - (result.GetProperty("elbo").GetDouble() / (1024 * Math.Log(2))), 1e-6);
        }
    }

    [Fact]
    public void Evaluate_Images_MeasuresTheReconstructions()
    {
        JsonElement result = Tool.Run("evaluate", tiny.Run, tiny.Shapes, "--limit", "20", "--json").ShouldGiveJson();
        result.GetProperty("psnr").GetDouble().ShouldBe(-10 * Math.Log10(result.GetProperty("mse").GetDouble()), 3);
        result.GetProperty("ssim").GetDouble().ShouldBeInRange(-1, 1);
        result.GetProperty("ms_ssim").GetDouble().ShouldBeInRange(0, 1);
        Tool.Run("evaluate", tiny.TableRun, tiny.Table, "--json").ShouldGiveJson().GetProperty("psnr").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void Evaluate_Samples_AreComparedInAFeatureSpaceThatIsNamed()
    {
        JsonElement result = Tool.Run("evaluate", tiny.Run, tiny.Shapes, "--samples", "50", "--json").ShouldGiveJson();
        result.GetProperty("samples").GetInt32().ShouldBe(50);
        result.GetProperty("frechet_distance").GetDouble().ShouldBeGreaterThan(0);
        result.GetProperty("precision").GetDouble().ShouldBeInRange(0, 1);
        result.GetProperty("recall").GetDouble().ShouldBeInRange(0, 1);
        result.GetProperty("feature_space").GetString()!.ShouldStartWith("classifier ");
        result.GetProperty("feature_space").GetString()!.ShouldContain("accuracy");
        Tool.Run("evaluate", tiny.Run, tiny.Shapes, "--samples", "50").Output.ShouldContain("Fréchet distance");
    }

    [Fact]
    public void Evaluate_SamplesOfAnUnlabelledTable_SaysWhyNot()
    {
        JsonElement result = Tool.Run("evaluate", tiny.TableRun, tiny.Table, "--samples", "20", "--json").ShouldGiveJson();
        result.GetProperty("frechet_distance").ValueKind.ShouldBe(JsonValueKind.Null);
        result.GetProperty("feature_space").GetString()!.ShouldContain("no labels");
    }

    [Fact]
    public void Evaluate_TooFewSamples_AreRefused() => Tool.Run("evaluate", tiny.Run, "--samples", "3").ShouldRefuse("--samples");

    [Fact]
    public void Evaluate_People_ReadATable()
    {
        Outcome outcome = Tool.Run("evaluate", tiny.TableRun, tiny.Table);
        outcome.Code.ShouldBe(0);
        outcome.Output.ShouldContain("nats per row");
    }

    [Fact]
    public void Evaluate_RowsOfAnotherShape_AreRefused() =>
        Tool.Run("evaluate", tiny.TableRun, tiny.Shapes).ShouldRefuse("[6]", "[1024]");

    [Fact]
    public void Evaluate_ImportanceSamplesOfAnAutoencoder_AreRefused()
    {
        using var folder = new TemporaryFolder();
        TinyRun.Train(tiny.Table, folder["run"], "--epochs", "1", "--recipe", "ae").ShouldGiveJson();
        Tool.Run("evaluate", folder["run"], "--importance-samples", "5").ShouldRefuse("density");
    }

    [Fact]
    public void Evaluate_Json_SplitsTheKl()
    {
        JsonElement result = Tool.Run("evaluate", tiny.Run, tiny.Shapes, "--json").ShouldGiveJson("mutual_information", "aggregated_posterior_kl", "kl_per_dimension", "collapsed", "advice");
        double both = result.GetProperty("mutual_information").GetDouble() + result.GetProperty("aggregated_posterior_kl").GetDouble();
        both.ShouldBe(result.GetProperty("kl").GetDouble(), 1e-3);
        (result.GetProperty("disentanglement").ValueKind, result.GetProperty("probe").ValueKind, result.GetProperty("annealed_log_likelihood").ValueKind)
            .ShouldBe((JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Null));
    }

    [Fact]
    public void Evaluate_Annealed_EstimatesTheLogLikelihood()
    {
        JsonElement result = Tool.Run("evaluate", tiny.TableRun, tiny.Table, "--limit", "20", "--annealed-steps", "100", "--annealed-chains", "4", "--importance-samples", "500", "--json").ShouldGiveJson();
        (result.GetProperty("annealed_steps").GetInt32(), result.GetProperty("annealed_chains").GetInt32()).ShouldBe((100, 4));
        result.GetProperty("annealed_log_likelihood").GetDouble().ShouldBe(result.GetProperty("log_likelihood").GetDouble(), 0.3);
    }

    [Fact]
    public void Evaluate_Disentanglement_NeedsKnownFactors()
    {
        Tool.Run("evaluate", tiny.Run, tiny.Shapes, "--disentanglement").ShouldRefuse("factors", "shapes or sprites");
        JsonElement result = Tool.Run("evaluate", tiny.Run, "shapes", "--limit", "500", "--disentanglement", "--json").ShouldGiveJson().GetProperty("disentanglement");
        result.GetProperty("factors").EnumerateArray().Select(name => name.GetString()).ShouldBe(["kind", "scale", "rotation", "x", "y"]);
        foreach (string score in (string[])["mig", "factor_vae_score", "beta_vae_score", "dci_disentanglement", "dci_completeness", "dci_informativeness", "sap", "modularity", "explicitness"])
        {
            result.GetProperty(score).GetDouble().ShouldBeInRange(0, 1, score);
        }
        result.GetProperty("followed_factors").GetArrayLength().ShouldBe(4);
        Tool.Run("evaluate", tiny.Run, "shapes", "--limit", "200", "--disentanglement").Output.ShouldContain("modularity");
    }

    [Fact]
    public void Evaluate_Probe_TellsClasses()
    {
        JsonElement probe = Tool.Run("evaluate", tiny.Run, tiny.Shapes, "--probe", "--json").ShouldGiveJson().GetProperty("probe");
        (probe.GetProperty("rows").GetInt32(), probe.GetProperty("learned_rows").GetInt32()).ShouldBe((60, 60));
        probe.GetProperty("linear_accuracy").GetDouble().ShouldBeInRange(0, 1);
        probe.GetProperty("knn_accuracy").GetDouble().ShouldBeInRange(0, 1);
        Tool.Run("evaluate", tiny.TableRun, tiny.Table, "--probe").ShouldRefuse("no classes");
    }
}
