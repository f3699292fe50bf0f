using System.Text.Json.Nodes;
using Latent.Data;
using Latent.Files;
using Latent.Tests.Contracts;

namespace Latent.Tests;

[Collection(nameof(Alone))]
public sealed class TrainedModelTests : FolderTests
{
    private readonly DataSet _data = SmallData.Table(20);

    public TrainedModelTests() => new TrainedModel(SmallData.Compose("vae", _data)).Save(Folder["model"]);

    [Fact]
    public void Load_OfAFileCutShort_IsRefusedWhereverItEnds()
    {
        byte[] whole = File.ReadAllBytes(Folder["model"]);
        foreach (int length in new[] { 0, 7, 8, 100, whole.Length / 2, whole.Length - 1 })
        {
            File.WriteAllBytes(Folder["cut"], whole[..length]);
            Should.Throw<InputException>(() => TrainedModel.Load(Folder["cut"])).Message.ShouldContain("cut");
        }
    }

    [Fact]
    public void Load_OfAMissingFile_NamesIt() => Should.Throw<InputException>(() => TrainedModel.Load(Folder["none"])).Message.ShouldContain("none");

    [Fact]
    public void Load_OfACheckpointOrAnotherFormat_SaysSo()
    {
        Refusal(metadata: m => m.Remove("recipe")).ShouldContain("not a model of Latent's");
        Refusal(metadata: m => m["format"] = "latent-9").ShouldContain("'latent-9'");
    }

    [Fact]
    public void Load_WithoutATensor_NamesIt() => Refusal(rename: name => name == "decoder.1.bias" ? "other" : name).ShouldContain("lacks the tensor 'decoder.1.bias'");

    [Fact]
    public void Load_WithATensorOfAnotherShape_NamesBothShapes() =>
        Refusal(recipe: r => r["model"]!["hidden"] = new JsonArray(63, 32)).ShouldContain("has shape [6, 64]; its recipe needs [6, 63]");

    [Fact]
    public void Load_OfWeightsThatAreNotFinite_NamesTheTensor() => Refusal(change: (name, values) => values[0] = name == "encoder.0.bias" ? float.NaN : values[0]).ShouldContain("'encoder.0.bias' holds values that are not finite");

    [Theory]
    [InlineData("latent", "2000000000")]
    [InlineData("latent", "100000")]
    [InlineData("hidden", "[1000000,1000000]")]
    [InlineData("hidden", "[2147483647]")]
    [InlineData("decoder-hidden", "[1000000,1000000]")]
    public void Load_OfARecipeWithHugeSizes_IsRefusedBeforeAnythingIsMade(string key, string value)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Refusal(recipe: r => r["model"]![key] = JsonNode.Parse(value)).ShouldContain("more weights than fit");
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(20_000_000);
    }

    [Theory]
    [InlineData("row_shape", "[2000000000]")]
    [InlineData("row_shape", "[2000000000, 2000000000]")]
    [InlineData("row_shape", "[-6]")]
    [InlineData("row_shape", "[0]")]
    [InlineData("row_shape", "[]")]
    [InlineData("row_shape", "[1,1,1,1,1,1,6]")]
    [InlineData("row_shape", "\"6\"")]
    [InlineData("row_shape", "[1,1,1,1,1,6]")]
    [InlineData("kind", "\"nothing\"")]
    [InlineData("kind", "\"77\"")]
    [InlineData("binarization", "\"9\"")]
    [InlineData("kind", "3")]
    [InlineData("means", "[1]")]
    [InlineData("means", "[1e39,0,0,0,0,0]")]
    [InlineData("deviations", "[1,1,1,1,1,0]")]
    [InlineData("deviations", "[1,1,1,1,1,1e-44]")]
    [InlineData("deviations", "[1,1,1,1,1,1e99]")]
    [InlineData("deviations", "null")]
    [InlineData("binarization", "\"much\"")]
    [InlineData("eight_bit", "1")]
    public void Load_OfAHostileSchema_IsRefused(string key, string value)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Refusal(schema: s => s[key] = JsonNode.Parse(value)).ShouldContain("damaged");
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(20_000_000);
    }

    [Theory]
    [InlineData("recipe", "{")]
    [InlineData("recipe", "{\"recipe\":\"nothing\"}")]
    [InlineData("recipe", "{\"recipe\":\"vae\",\"model\":3}")]
    [InlineData("recipe", "{\"recipe\":\"vae\",\"model\":{\"posterior\":\"deterministic\",\"bound\":\"importance-weighted\"}}")]
    [InlineData("schema", "{")]
    [InlineData("schema", "{}")]
    [InlineData("schema", "[]")]
    public void Load_OfHostileMetadata_NamesTheFile(string key, string value) => Refusal(metadata: m => m[key] = value).ShouldContain("hostile");

    /// <summary>Writes the model anew with something changed, and says why it is not read.</summary>
    private string Refusal(
        Action<Dictionary<string, string>>? metadata = null,
        Action<JsonObject>? recipe = null,
        Action<JsonObject>? schema = null,
        Func<string, string>? rename = null,
        Action<string, float[]>? change = null)
    {
        using SafetensorsReader reader = SafetensorsReader.Open(Folder["model"]);
        var texts = reader.Metadata.ToDictionary();
        metadata?.Invoke(texts);
        Edit("recipe", recipe);
        Edit("schema", schema);
        var writer = new SafetensorsWriter();
        foreach ((string key, string text) in texts)
        {
            writer.Metadata[key] = text;
        }
        foreach (string name in reader.Names)
        {
            float[] values = new float[reader.Shape(name).Length];
            reader.ReadSingles(name, values);
            change?.Invoke(name, values);
            writer.Add(rename?.Invoke(name) ?? name, reader.Shape(name), values);
        }
        writer.Save(Folder["hostile"]);
        return Should.Throw<InputException>(() => TrainedModel.Load(Folder["hostile"])).Message;

        void Edit(string key, Action<JsonObject>? edit)
        {
            if (edit is not null)
            {
                var tree = (JsonObject)JsonNode.Parse(texts[key])!;
                edit(tree);
                texts[key] = tree.ToJsonString();
            }
        }
    }
}
