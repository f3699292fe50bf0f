using System.Text.Json.Nodes;
using Latent.Composition;
using Latent.Data;
using Latent.Files;
using Latent.Tensors;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Training;

public sealed class CheckpointFileTests : FolderTests
{
    private readonly DataSet _data = SmallData.Table(40);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Load_OfWhatWasSaved_HoldsTheWholeState()
    {
        TrainingState saved = Save();
        TrainingState loaded = CheckpointFile.Load(Folder["c"], "recipe");
        (loaded.Step, loaded.Epoch, loaded.Row, loaded.BestElbo, loaded.Finished).ShouldBe((saved.Step, saved.Epoch, saved.Row, saved.BestElbo, saved.Finished));
        loaded.History.ShouldBe(saved.History);
        loaded.History.ShouldNotBeEmpty();
    }

    [Fact]
    public void Load_ForAnotherRecipe_IsRefused()
    {
        Save();
        Should.Throw<InputException>(() => CheckpointFile.Load(Folder["c"], "other")).Message.ShouldContain("another recipe");
    }

    [Fact]
    public void Load_OfAModelFile_IsRefused()
    {
        new TrainedModel(SmallData.Compose("vae", _data)).Save(Folder["m"]);
        Should.Throw<InputException>(() => CheckpointFile.Load(Folder["m"], "recipe")).Message.ShouldContain("not a checkpoint");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"row\":-1}")]
    [InlineData("{\"row\":99999999999}")]
    [InlineData("{\"updates\":null}")]
    [InlineData("{\"history\":null}")]
    [InlineData("{\"history\":[null]}")]
    [InlineData("{\"updates\":[-3]}")]
    [InlineData("{\"latent_means\":[1],\"latent_squares\":[]}")]
    public void Load_OfAHostilePosition_IsRefused(string position)
    {
        var writer = new SafetensorsWriter();
        writer.Metadata["recipe"] = "recipe";
        writer.Metadata["position"] = Position(position);
        writer.Save(Folder["c"]);
        Should.Throw<InputException>(() => CheckpointFile.Load(Folder["c"], "recipe")).Message.ShouldContain("damaged");
    }

    [Theory]
    [InlineData("{}", "model.encoder.0.weight")]
    [InlineData("{\"row\":1000}", "other data")]
    [InlineData("{\"latent_means\":[1,2,3],\"latent_squares\":[1,2,3]}", "another model")]
    public void Fit_FromAStateOfSomethingElse_IsRefused(string position, string reason)
    {
        var writer = new SafetensorsWriter();
        writer.Metadata["recipe"] = "recipe";
        writer.Metadata["position"] = Position(position);
        writer.Save(Folder["c"]);
        ComposedModel composed = SmallData.Compose("vae", _data);
        Should.Throw<InputException>(() => new Trainer(composed.Model, new TrainingOptions { BatchSize = 10 }, composed.Preparation)
            .Fit(_data.Rows, resume: CheckpointFile.Load(Folder["c"], "recipe"), cancellation: Cancellation)).Message.ShouldContain(reason);
    }

    [Fact]
    public void Fit_FromACheckpointWithOtherPlayers_IsRefused()
    {
        Save();
        using SafetensorsReader reader = SafetensorsReader.Open(Folder["c"]);
        var writer = new SafetensorsWriter();
        foreach (string name in reader.Names)
        {
            float[] values = new float[reader.Shape(name).Length];
            reader.ReadSingles(name, values);
            writer.Add(name, reader.Shape(name), values);
        }
        writer.Metadata["recipe"] = "recipe";
        writer.Metadata["position"] = Position("{\"updates\":[1,2]}");
        writer.Save(Folder["d"]);
        ComposedModel composed = SmallData.Compose("vae", _data);
        Should.Throw<InputException>(() => new Trainer(composed.Model, new TrainingOptions { BatchSize = 10 }, composed.Preparation)
            .Fit(_data.Rows, resume: CheckpointFile.Load(Folder["d"], "recipe"), cancellation: Cancellation)).Message.ShouldContain("2 players");
    }

    /// <summary>A position at the very beginning with these keys changed, if it is an object at all.</summary>
    private static string Position(string changes)
    {
        if (!changes.StartsWith('{'))
        {
            return changes;
        }
        var position = (JsonObject)JsonNode.Parse("""{ "updates": [1], "history": [], "latent_means": [], "latent_squares": [] }""")!;
        foreach ((string key, JsonNode? value) in (JsonObject)JsonNode.Parse(changes)!)
        {
            position[key] = value?.DeepClone();
        }
        return position.ToJsonString();
    }

    private TrainingState Save()
    {
        ComposedModel composed = SmallData.Compose("vae", _data);
        TrainingState state = new Trainer(composed.Model, new TrainingOptions { Epochs = 2, BatchSize = 10 }, composed.Preparation).Fit(_data.Rows, _data.Rows, cancellation: Cancellation);
        CheckpointFile.Save(Folder["c"], state, "recipe");
        return state;
    }
}
