using System.Text.Json.Nodes;
using Latent.Files;

namespace Latent.Tuning;

/// <summary>The trials of a search, the best first.</summary>
public sealed class Leaderboard
{
    /// <summary>Ranks trials by score, the earlier of equals first, those without one last.</summary>
    /// <param name="trials">The trials that have been judged.</param>
    /// <param name="scoredBy">What the score is.</param>
    /// <param name="isFinished">Whether the search has come to its end.</param>
    public Leaderboard(IEnumerable<Trial> trials, string scoredBy, bool isFinished)
    {
        Trials = [.. trials.OrderByDescending(t => t.Score ?? double.NegativeInfinity).ThenBy(t => t.Number)];
        ScoredBy = scoredBy;
        IsFinished = isFinished;
    }

    /// <summary>The trials, the best first.</summary>
    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>What the scores are: "validation elbo", or for models without a density "validation reconstruction"; nats per row.</summary>
    public string ScoredBy { get; }

    /// <summary>Whether the search has come to its end.</summary>
    public bool IsFinished { get; }

    /// <summary>The best trial; null if none has a score.</summary>
    public Trial? Best => Trials is [{ Score: not null } first, ..] ? first : null;

    /// <summary>The leaderboard as a program reads it.</summary>
    public JsonObject ToJson() => new()
    {
        ["scored_by"] = ScoredBy,
        ["finished"] = IsFinished,
        ["trials"] = new JsonArray([.. Trials.Select((trial, i) => (JsonNode)new JsonObject
        {
            ["rank"] = i + 1,
            ["trial"] = trial.Number,
            ["score"] = trial.Score,
            ["epochs"] = trial.Epochs,
            ["status"] = trial.Status.ToString().ToLowerInvariant(),
            ["seconds"] = trial.Seconds,
            ["failure"] = trial.Failure,
            ["settings"] = trial.Settings.DeepClone(),
        })]),
    };

    /// <summary>Writes it in one step.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.WriteText(path, ToJson() + "\n");
}
