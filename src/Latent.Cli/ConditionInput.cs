using System.CommandLine;
using System.Globalization;
using Latent.Applications;
using Latent.Conditions;
using Latent.Data;

namespace Latent.Cli;

/// <summary>Reads --condition: what a conditioned model is to be told.</summary>
internal static class ConditionInput
{
    /// <summary>The option.</summary>
    public static Option<string?> Option(string description) => Typed.Text("--condition", "NAME=VALUE", description);

    /// <summary>The classes that were asked for, by number; null if nothing was asked for.</summary>
    /// <param name="text">class=3, class=shirt, class=3,5 or class=all.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="InputException">The model takes no condition that could be given so, or has none of that name.</exception>
    public static int[]? Classes(string? text, TrainedModel model)
    {
        if (text is null || model.Model.Conditioning is NumberCondition)
        {
            return null;
        }
        if (model.Model.Conditioning is not ClassCondition condition)
        {
            throw new InputException(model.Model.Conditioning is { } other
                ? $"--condition is '{text}', and this model is conditioned on {other.Name}, not on classes; leave it out."
                : $"--condition is '{text}', and this model takes no condition; train one with --recipe conditional-vae on labelled data.");
        }
        string[] sides = text.Split('=', 2);
        if (sides.Length != 2 || sides[0].Trim() != "class" || sides[1].Trim().Length == 0)
        {
            throw new InputException($"--condition is '{text}'; write class=NAME, class=NUMBER or class=all.");
        }
        string named = sides[1].Trim();
        return named == "all" ? [.. Enumerable.Range(0, condition.Size)] : [.. Split(named, model.Schema.Classes).Select(name => Number(name, model, condition.Size))];
    }

    /// <summary>The numbers that were asked for, as the model sees them; null if nothing was asked for, or the model takes classes.</summary>
    /// <param name="text">NAME=0.5, or NAME=0.5,0.7.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="InputException">They are no numbers, or are called otherwise.</exception>
    public static float[]? Numbers(string? text, TrainedModel model)
    {
        if (text is null || model.Model.Conditioning is not NumberCondition { Target: { } target })
        {
            return null;
        }
        string[] sides = text.Split('=', 2);
        float[] numbers = sides.Length == 2 && sides[0].Trim() == target.Name
            ? [.. sides[1].Split(',').Select(n => float.TryParse(n, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) ? number : float.NaN)]
            : [];
        return numbers.Length > 0 && numbers.All(float.IsFinite)
            ? target.Standardized(numbers)
            : throw new InputException($"--condition is '{text}', and this model is conditioned on {target.Name}; write {target.Name}=NUMBER, or several with commas between them.");
    }

    /// <summary>The conditions of these classes, one after the other; null for none.</summary>
    public static float[]? Values(int[]? classes, TrainedModel model) =>
        classes is null ? null : ((ClassCondition)model.Model.Conditioning!).Of(classes).ToArray();

    /// <summary>What nobody gives by name, such as the small pictures that are to grow, told by the run's own rows; null if the model is told nothing, or has conditions of its own to take.</summary>
    /// <param name="count">Of how many rows at most.</param>
    /// <param name="run">The run.</param>
    public static float[]? OfRows(int count, RunInput run)
    {
        if (run.Model.Model.Conditioning is null or ClassCondition or NumberCondition)
        {
            return null;
        }
        RowSource rows = run.Model.Schema.Fit(run.Data(null).Data);
        return new ConditionReader(run.Model).Read(new SelectedRows(rows, [.. Enumerable.Range(0, Math.Min(count, rows.Count))]));
    }

    /// <summary>Several classes with commas between them, unless a class is called just that.</summary>
    private static string[] Split(string named, IReadOnlyList<string> classes) =>
        classes.Contains(named) ? [named] : named.Split(',', StringSplitOptions.TrimEntries);

    private static int Number(string name, TrainedModel model, int count)
    {
        // A name wins over a number: digits may be called by either, and mean the same there.
        for (int i = 0; i < model.Schema.Classes.Count; i++)
        {
            if (model.Schema.Classes[i].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < count)
        {
            return number;
        }
        throw new InputException($"There is no class '{name}'{NearestName.Hint(name, model.Schema.Classes)} The model knows {string.Join(", ", model.Schema.Classes.Take(20))}{(count > 20 ? string.Create(CultureInfo.InvariantCulture, $" and {count - 20} more") : "")}, also by their numbers from 0 to {count - 1}.");
    }
}
