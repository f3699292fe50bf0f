using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Latent.Files;

namespace Latent.Tuning;

/// <summary>The folder of one search: what its files are called, what is written there and read again.</summary>
public sealed class TuningDirectory
{
    /// <summary>A folder, which need not exist.</summary>
    public TuningDirectory(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
        Best = new RunDirectory(System.IO.Path.Join(path, "best"));
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What was asked for: a <see cref="RunRecord"/>.</summary>
    public string Record => In("tune.json");

    /// <summary>A line of JSON for every time that a trial was judged.</summary>
    public string Scores => In("trials.jsonl");

    /// <summary>The trials, the best first.</summary>
    public string Leaderboard => In("leaderboard.json");

    /// <summary>The best recipe in full.</summary>
    public string BestRecipe => In("best.yaml");

    /// <summary>The best trial's run.</summary>
    public RunDirectory Best { get; }

    private string Runs => In("trials");

    /// <summary>The run of a trial that is not decided.</summary>
    internal RunDirectory RunOf(int trial) => new(System.IO.Path.Join(Runs, trial.ToString("000", CultureInfo.InvariantCulture)));

    /// <summary>Reads how trials were judged; nothing if there is no such file.</summary>
    /// <exception cref="InputException">The file cannot be read, or a line is damaged.</exception>
    internal List<TrialScore> LoadScores()
    {
        var scores = new List<TrialScore>();
        try
        {
            foreach (string line in File.Exists(Scores) ? File.ReadLines(Scores) : [])
            {
                scores.Add(JsonSerializer.Deserialize(line, TuningJson.Default.TrialScore) ?? throw new JsonException("empty"));
            }
        }
        catch (JsonException e)
        {
            throw new InputException($"{Scores} is damaged: line {scores.Count + 1} is not a trial's score; search anew in another folder, or with --overwrite.", e);
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            throw FileFault.Reading(Scores, e);
        }
        return scores;
    }

    /// <summary>Writes all scores in one step.</summary>
    internal void Save(IEnumerable<TrialScore> scores)
    {
        var text = new StringBuilder();
        foreach (TrialScore score in scores)
        {
            text.Append(JsonSerializer.Serialize(score, TuningJson.Default.TrialScore)).Append('\n');
        }
        AtomicFile.WriteText(Scores, text.ToString());
    }

    /// <summary>Makes a trial's run the best one: its files are copied aside, and take the place of the old ones in one step.</summary>
    internal void KeepBest(int trial)
    {
        string from = RunOf(trial).Path, aside = In(".best.tmp");
        Change(Best.Path, () =>
        {
            Delete(aside);
            Directory.CreateDirectory(aside);
            foreach (string file in Directory.EnumerateFiles(from))
            {
                File.Copy(file, System.IO.Path.Join(aside, System.IO.Path.GetFileName(file)));
            }
            Delete(Best.Path);
            Directory.Move(aside, Best.Path);
        });
        AtomicFile.WriteText(BestRecipe, File.ReadAllText(Best.Recipe));
    }

    /// <summary>Removes a trial's run.</summary>
    internal void Forget(int trial) => Change(RunOf(trial).Path, () =>
    {
        Delete(RunOf(trial).Path);
        if (Directory.Exists(Runs) && !Directory.EnumerateFileSystemEntries(Runs).Any())
        {
            Directory.Delete(Runs);
        }
    });

    /// <summary>Removes all that a search leaves here.</summary>
    internal void Clear() => Change(Path, () =>
    {
        foreach (string file in new[] { Record, Scores, Leaderboard, BestRecipe }.Where(File.Exists))
        {
            File.Delete(file);
        }
        Delete(Runs);
        Delete(Best.Path);
    });

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Change(string path, Action change)
    {
        try
        {
            change();
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            throw FileFault.Writing(path, e);
        }
    }

    private string In(string name) => System.IO.Path.Join(Path, name);
}

/// <summary>How a trial was judged after so many epochs.</summary>
internal sealed record TrialScore(int Trial, int Epochs, double? Score, double Seconds, string? Failure);

/// <summary>JSON of scores, generated when the library is compiled.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrialScore))]
internal sealed partial class TuningJson : JsonSerializerContext;
