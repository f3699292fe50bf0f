using Latent.Files;

namespace Latent.Tests.Samplers;

/// <summary>A model's file whose samplers say something else of themselves than what stands in it.</summary>
internal static class HostileSampler
{
    /// <summary>Saves a model so, and says what its loading is refused with.</summary>
    public static string Refusal(TrainedModel model, string settings)
    {
        using var folder = new TemporaryFolder();
        model.Save(folder["model"]);
        using (SafetensorsReader reader = SafetensorsReader.Open(folder["model"]))
        {
            var writer = new SafetensorsWriter();
            foreach ((string key, string text) in reader.Metadata)
            {
                writer.Metadata[key] = key.StartsWith("sampler.", StringComparison.Ordinal) ? settings : text;
            }
            foreach (string name in reader.Names)
            {
                float[] values = new float[reader.Shape(name).Length];
                reader.ReadSingles(name, values);
                writer.Add(name, reader.Shape(name), values);
            }
            writer.Save(folder["hostile"]);
        }
        return Should.Throw<InputException>(() => TrainedModel.Load(folder["hostile"])).Message;
    }
}
