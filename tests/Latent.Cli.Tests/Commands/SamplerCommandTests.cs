using System.Text.Json;

namespace Latent.Cli.Tests.Commands;

public sealed class SamplerCommandTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void Sample_FromASampler_FitsItOnceAndKeepsIt()
    {
        using var folder = new TemporaryFolder();
        TinyRun.Train(tiny.Table, folder["run"], "--epochs", "1", "--set", "model.posterior={ kind: vector-quantized, codes: 6, dimension: 2 }").ShouldGiveJson();
        string model = Path.Join(folder["run"], "model.safetensors");
        long before = new FileInfo(model).Length;
        JsonElement drawn = Tool.Run("sample", folder["run"], "--sampler", "codes", "--count", "9", "--out", folder["a.npy"], "--json").ShouldGiveJson();
        drawn.GetProperty("sampler").GetString().ShouldBe("codes");
        byte[] kept = File.ReadAllBytes(model);
        ((long)kept.Length).ShouldBeGreaterThan(before);
        Tool.Run("sample", folder["run"], "--sampler", "codes", "--count", "9", "--out", folder["b.npy"], "--json").ShouldGiveJson();
        File.ReadAllBytes(model).ShouldBe(kept);
        File.ReadAllBytes(folder["b.npy"]).ShouldBe(File.ReadAllBytes(folder["a.npy"]));
        Tool.Run("sample", folder["run"], "--count", "9", "--out", folder["c.npy"], "--json").ShouldGiveJson().GetProperty("sampler").GetString().ShouldBe("prior");
        File.ReadAllBytes(folder["c.npy"]).ShouldNotBe(File.ReadAllBytes(folder["a.npy"]));

        JsonElement result = Tool.Run("evaluate", folder["run"], "--json").ShouldGiveJson("perplexity", "codes", "dead_codes");
        result.GetProperty("codes").GetInt32().ShouldBe(6);
        result.GetProperty("perplexity").GetDouble().ShouldBeInRange(1, 6);
        result.GetProperty("kl").GetDouble().ShouldBe(2 * Math.Log(6), 1e-4);
        Tool.Run("evaluate", folder["run"]).Output.ShouldContain("dead codes");
    }

    [Fact]
    public void Evaluate_SamplesOfASampler_SaysSo()
    {
        JsonElement result = Tool.Run("evaluate", tiny.Run, tiny.Shapes, "--samples", "40", "--sampler", "mixture", "--json").ShouldGiveJson();
        result.GetProperty("sampler").GetString().ShouldBe("mixture");
        result.GetProperty("frechet_distance").GetDouble().ShouldBeGreaterThan(0);
        result.GetProperty("perplexity").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("codes", "vq-vae")]
    [InlineData("mixtures", "mixture")]
    public void Sample_FromASamplerThatDoesNotFit_IsRefused(string sampler, string words)
    {
        using var folder = new TemporaryFolder();
        Tool.Run("sample", tiny.TableRun, "--sampler", sampler, "--out", folder["a.npy"]).ShouldFail(words);
        File.Exists(folder["a.npy"]).ShouldBeFalse();
    }

    [Fact]
    public void Sample_AroundRowsFromASampler_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("sample", tiny.TableRun, "--around", tiny.Table, "--sampler", "mixture", "--out", folder["a.npy"]).ShouldFail("--around");
    }
}
