using System.CommandLine;
using System.Runtime.InteropServices;
using Latent.Composition;
using Latent.Data;
using Latent.Files;
using Latent.Tables;
using Latent.Tensors.Backends;

namespace Latent.Cli;

/// <summary>What is to be trained on what, as the options of a command say.</summary>
/// <param name="Recipe">The recipe with what the options change.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Model">What the recipe makes of them, fresh.</param>
/// <param name="Record">What was asked for.</param>
/// <param name="Name">What to call a folder for it: the data and the recipe.</param>
internal sealed record TrainingInput(Recipe Recipe, TrainingData Rows, TrainedModel Model, RunRecord Record, string Name)
{
    // Of larger rows fewer make a first look: some ten million values.
    private const int QuickRows = 10_000, QuickRow = 1024, FewestQuickRows = 500;

    public static Argument<string?> Data { get; } = Typed.Optional("DATA", "A known name ('latent data list') a file (.csv, .tsv, .jsonl, .npy, .npz, IDX, .nii, CIFAR-10 batch, image) or a folder of .nii files or images; sub-folders of images are classes.");

    public static Option<string?> RecipeName { get; } = Typed.Text("--recipe", "NAME|FILE", "A recipe's name ('latent recipes') or a .yaml or .json file. Default: told by the kind of data.");

    public static Option<string[]> Set { get; } = new("--set") { HelpName = "PATH=VALUE", Description = "Change one setting of the recipe, such as model.hidden=[200,200]; may be repeated." };

    public static Option<bool> Quick { get; } = Typed.Flag("--quick", "A first look: 10,000 rows for 5 epochs, fewer rows and steps where rows have more than 1,024 values and fewer epochs where the recipe is slow, at most 600 steps where it counts them, unless --limit or --epochs say otherwise.");

    public static Option<int?> Epochs { get; } = Typed.Integer("--epochs", "N", "Passes through the data.", 1);

    public static Option<int?> Batch { get; } = Typed.Integer("--batch", "N", "Rows in a step.", 1);

    public static Option<int?> LatentSize { get; } = Typed.Integer("--latent", "N", "How many values a latent has.", 1);

    public static Option<double?> LearningRate { get; } = Typed.Number("--learning-rate", "RATE", "The learning rate.", 0);

    public static Option<int?> Patience { get; } = Typed.Integer("--patience", "N", "Stop when the validation ELBO has not improved for N epochs.", 0);

    public static Option<string?> Label { get; } = Typed.Text("--label", "NAME", "What the classes of rows are: a column of a table, whose cells may be empty, 'class' for those that the data come with (the sub-folders of a folder of pictures), or an array of a .npz archive. The recipe is then table-semi-supervised or conditional-vae unless one is named.");

    public static Option<int?> Labels { get; } = Typed.Integer("--labels", "N", "Keep only N labels, as many of each class, and hide the others from training. The recipe of pictures is then semi-supervised unless one is named.", 1);

    public static Option<string?> Target { get; } = Typed.Text("--target", "NAME", "The number to be told from every row: a column of a table, whose cells may be empty, a factor of data that Latent draws (see 'latent data info'), or an array of a .npz archive, NaN where it is missing. --labels then keeps so many numbers. The recipe is then table-regression or semi-supervised unless one is named.");

    /// <summary>Opens the data, divides the rows and composes the model.</summary>
    /// <param name="validation">The share of rows to set aside; null for the usual one.</param>
    /// <param name="backend">The engine.</param>
    /// <param name="parsed">The options.</param>
    /// <param name="context">Shows the work of opening.</param>
    public static TrainingInput Open(double? validation, Backend backend, ParseResult parsed, CommandContext context)
    {
        DataOrigin data = DataOrigin.Needed(Data, parsed);
        string? named = parsed.GetValue(RecipeName);
        Recipe? chosen = named is null ? null : Recipe.Open(named);
        NamedRecipe? kind = chosen is null ? null : Recipes.Find(chosen.Name);
        (string? label, string? target) = Told(data.Data, kind, parsed.GetValue(Label), parsed.GetValue(Target));
        DataOptions options = DataOf(kind, parsed) with { LabelName = DataInput.LabelArray(label), TargetName = target };
        DataSet opened = data.Open(options, context);
        RequireLabels(label, opened);
        RequireTarget(target, opened);
        Recipe recipe = Changed(parsed, context, opened.RowShape.Length, chosen ?? Recipe.Named(UsualRecipe(opened, label, target is not null || parsed.GetValue(Labels) is not null)));
        int? limit = parsed.GetValue(SharedOptions.Limit) ?? (parsed.GetValue(Quick) ? QuickCount(opened.RowShape.Length) : null);
        double share = validation ?? TrainingData.UsualShare(data);
        TrainingData rows = TrainingData.Divide(opened, data, options, share, limit, recipe.Seed, context);
        ComposedModel composed = recipe.Compose(DataSchema.Of(rows.Train), rows.Train.Rows);
        if (composed.Training.BatchSize > rows.Train.Count && !NamesBatch(parsed))
        {
            recipe = recipe.With("training.batch", rows.Train.Count);
            composed = recipe.Compose(DataSchema.Of(rows.Train), rows.Train.Rows);
        }
        var model = new TrainedModel(composed);
        RunRecord record = data.Record(new RunRecord
        {
            Command = context.CommandLine,
            Data = data.Data,
            Csv = options.Csv == new CsvOptions() ? null : options.Csv,
            PlainColumns = opened.ColumnNames.Count > 0 ? [.. opened.ColumnNames] : null,
            As = parsed.GetValue(SharedOptions.As),
            Array = parsed.GetValue(SharedOptions.Array),
            Label = label,
            Split = parsed.GetValue(SharedOptions.Split),
            Rows = parsed.GetValue(SharedOptions.Rows),
            Window = parsed.GetValue(SharedOptions.Window),
            VolumeSize = parsed.GetValue(SharedOptions.VolumeSize),
            Validation = share,
            Limit = limit,
            Identity = RunRecord.IdentityOf(model, rows.Train.Rows),
            Machine = $"{backend.Name}; {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, .NET {Environment.Version}",
        });
        string called = named is not null && File.Exists(named) ? Path.GetFileNameWithoutExtension(named) : recipe.Name;
        return new TrainingInput(recipe, rows, model, record, $"{FolderName(model.Schema.Name)}-{called}");
    }

    /// <summary>What a recipe tells of rows: what was named, or, of a known set that is to be a table, the column that is known for it.</summary>
    public static (string? Label, string? Target) Told(string data, NamedRecipe? recipe, string? label, string? target) =>
        recipe is not { OnlyTables: true } || label is not null || target is not null || !NamedDataSets.TryFind(data, out NamedDataSet? set)
            ? (label, target)
            : (recipe.TellsClass ? set.Told.Label : null, recipe.TellsNumber ? set.Told.Target : null);

    /// <summary>How data are to be read for a recipe.</summary>
    public static DataOptions DataOf(NamedRecipe? recipe, ParseResult parsed) =>
        DataInput.Options(parsed) with { Form = recipe?.Form, Plain = recipe?.OnlyCounts ?? false, PlainColumns = recipe?.OnlyCounts is true ? [] : null };

    private static int QuickCount(int rowLength) => Math.Clamp((int)((long)QuickRows * QuickRow / Math.Max(1, rowLength)), FewestQuickRows, QuickRows);

    /// <summary>A database's name may hold anything.</summary>
    private static string FolderName(string name) => string.Concat(name.Select(c => Path.GetInvalidFileNameChars().Contains(c) ? '-' : c));

    private static string UsualRecipe(DataSet opened, string? label, bool semiSupervised) =>
        opened.Table is not null ? (opened.TargetName is not null ? "table-regression" : semiSupervised || label is not null ? "table-semi-supervised" : "table-vae") : semiSupervised ? "semi-supervised" : label is not null ? "conditional-vae" : Recipes.DefaultFor(opened).Name;

    private static void RequireLabels(string? label, DataSet opened)
    {
        if (label is not null && opened.Labels is null)
        {
            throw new InputException($"--label is '{label}', and the rows of {opened.Name} have no classes; take a folder with a sub-folder a class, or a .npz archive and the name of its array of labels.");
        }
        if (label is not null and not DataInput.OwnClasses && opened.LabelNames is not null && opened.Table is null)
        {
            throw new InputException($"--label is '{label}', and the classes of {opened.Name} come with it; write --label {DataInput.OwnClasses}.");
        }
    }

    private static void RequireTarget(string? target, DataSet opened)
    {
        if (target is not null && opened.Targets is null)
        {
            throw new InputException($"--target is '{target}', and {opened.Name} has no such number of every row{(opened.FactorNames.Count > 0 ? NearestName.Hint(target, opened.FactorNames) + $" Its factors are {string.Join(", ", opened.FactorNames)}." : "; take a .npz archive with an array of that name, one number a row.")}");
        }
    }

    private static bool NamesBatch(ParseResult parsed) =>
        parsed.GetValue(Batch) is not null || (parsed.GetValue(Set) ?? []).Any(change => change.TrimStart().StartsWith("training.batch", StringComparison.Ordinal));

    private static Recipe Changed(ParseResult parsed, CommandContext context, int rowLength, Recipe recipe)
    {
        recipe = With(parsed.GetValue(Quick) ? recipe.Quick(rowLength) : recipe, "training.epochs", parsed.GetValue(Epochs));
        recipe = With(recipe, "training.batch", parsed.GetValue(Batch));
        recipe = With(recipe, "model.latent", parsed.GetValue(LatentSize));
        recipe = With(recipe, "training.learning-rate", parsed.GetValue(LearningRate));
        recipe = With(recipe, "training.patience", parsed.GetValue(Patience));
        recipe = With(recipe, "training.seed", context.Seed);
        recipe = With(recipe, "data.labels", parsed.GetValue(Labels));
        foreach (string change in parsed.GetValue(Set) ?? [])
        {
            string[] sides = change.Split('=', 2);
            recipe = sides.Length == 2
                ? recipe.With(sides[0].Trim(), sides[1].Trim())
                : throw new InputException($"--set is '{change}'; write a setting's path and its value, such as model.latent=32.");
        }
        return recipe;
    }

    private static Recipe With(Recipe recipe, string path, double? value) => value is { } number ? recipe.With(path, number) : recipe;
}
