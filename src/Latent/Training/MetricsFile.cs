using System.Text;
using System.Text.Json;
using Latent.Files;

namespace Latent.Training;

/// <summary>The history of a training as lines of JSON, one an epoch.</summary>
public static class MetricsFile
{
    /// <summary>Writes all epochs in one step.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Save(string path, IEnumerable<EpochRecord> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var text = new StringBuilder();
        foreach (EpochRecord epoch in history)
        {
            text.Append(JsonSerializer.Serialize(epoch, CheckpointJson.Default.EpochRecord)).Append('\n');
        }
        AtomicFile.WriteText(path, text.ToString());
    }

    /// <summary>Reads the epochs; none if there is no such file.</summary>
    /// <exception cref="InputException">The file cannot be read, or a line is not an epoch.</exception>
    public static IReadOnlyList<EpochRecord> Load(string path)
    {
        var history = new List<EpochRecord>();
        try
        {
            foreach (string line in File.Exists(path) ? File.ReadLines(path) : [])
            {
                history.Add(JsonSerializer.Deserialize(line, CheckpointJson.Default.EpochRecord) ?? throw new JsonException("empty"));
            }
        }
        catch (JsonException e)
        {
            throw new InputException($"{path} is damaged: line {history.Count + 1} is not an epoch's record; remove the file to go on without the history.", e);
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            throw FileFault.Reading(path, e);
        }
        return history;
    }
}
