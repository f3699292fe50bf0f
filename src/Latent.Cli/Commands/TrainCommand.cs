using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Latent.Data;
using Latent.Files;
using Latent.Tensors.Backends;
using Latent.Training;

namespace Latent.Cli.Commands;

/// <summary>latent train: from data to a run's folder.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string> s_data = Typed.Needed("DATA", "A known name ('latent data list') a file (.npy, .npz, IDX, .nii, CIFAR-10 batch, image) or a folder of .nii files or images; sub-folders of images are classes.");
    private static readonly Option<string?> s_out = new("--out", "-o") { HelpName = "RUN", Description = "The run's folder. Default: runs/DATA-RECIPE." };
    private static readonly Option<string?> s_recipe = Typed.Text("--recipe", "NAME|FILE", "A recipe's name ('latent recipes') or a .yaml or .json file. Default: told by the kind of data.");
    private static readonly Option<string[]> s_set = new("--set") { HelpName = "PATH=VALUE", Description = "Change one setting of the recipe, such as model.hidden=[200,200]; may be repeated." };
    private static readonly Option<int?> s_epochs = Typed.Integer("--epochs", "N", "Passes through the data.", 1);
    private static readonly Option<int?> s_batch = Typed.Integer("--batch", "N", "Rows in a step.", 1);
    private static readonly Option<int?> s_latent = Typed.Integer("--latent", "N", "How many values a latent has.", 1);
    private static readonly Option<double?> s_rate = Typed.Number("--learning-rate", "RATE", "The learning rate.", 0);
    private static readonly Option<int?> s_patience = Typed.Integer("--patience", "N", "Stop when the validation ELBO has not improved for N epochs.", 0);
    private static readonly Option<double?> s_validation = Typed.Number("--validation", "FRACTION", "The share of rows to watch the ELBO on. Default: 0.1, or 0 of data that come with test rows.", 0, 1);
    private static readonly Option<TimeSpan?> s_time = Typed.Time("--time", "LIMIT", "Stop after this time: 90s, 10m, 2h.");
    private static readonly Option<TimeSpan?> s_checkpoints = Typed.Time("--checkpoint-every", "TIME", "How often a checkpoint is saved. Default: 30s.");
    private static readonly Option<bool> s_resume = Typed.Flag("--resume", "Go on with the same training in --out, or begin it if there is none.");
    private static readonly Option<bool> s_overwrite = Typed.Flag("--overwrite", "Replace a training that --out holds.");

    private static readonly Option<string?> s_label = Typed.Text("--label", "NAME", "What the classes of rows are: 'class' for those that the data come with (the sub-folders of a folder of pictures), or the array of a .npz archive. The recipe is then conditional-vae unless one is named.");

    private static readonly Option<int?> s_labels = Typed.Integer("--labels", "N", "Keep only N labels, as many of each class, and hide the others from training. The recipe is then semi-supervised unless one is named.", 1);

    private static readonly Option<string?> s_target = Typed.Text("--target", "NAME", "The number to be told from every row: a factor of data that Latent draws (see 'latent data info'), or the array of a .npz archive that holds it, NaN where it is missing. --labels then keeps so many numbers. The recipe is then semi-supervised unless one is named.");

    public static Command Create(CommandHost host) =>
        host.Handle(Train, new Command("train", "Train a model on data; --out gets the model, its report and samples.")
        {
            s_data, s_out, s_recipe, s_set, s_epochs, s_batch, s_latent, s_rate, s_patience, s_validation, s_time, s_checkpoints, s_resume, s_overwrite, s_label, s_labels, s_target,
        }.ReadsData());

    private static void Train(ParseResult parsed, CommandContext context)
    {
        Backend backend = context.UseEngine();
        string data = parsed.GetRequiredValue(s_data);
        string? label = parsed.GetValue(s_label);
        DataOptions options = DataInput.Options(parsed) with { LabelName = DataInput.LabelArray(label), TargetName = parsed.GetValue(s_target) };
        DataSet opened = DataInput.Open(data, options, context);
        RequireLabels(label, opened);
        RequireTarget(parsed.GetValue(s_target), opened);
        Recipe recipe = Changed(parsed, context, parsed.GetValue(s_recipe) is { } name ? Recipe.Open(name) : Recipe.Named(UsualRecipe(opened, label, parsed.GetValue(s_labels) is not null || options.TargetName is not null)));
        double validation = parsed.GetValue(s_validation) ?? TrainingData.UsualShare(data);
        TrainingData rows = TrainingData.Divide(opened, data, options, validation, parsed.GetValue(SharedOptions.Limit), recipe.Seed, context);
        var model = new TrainedModel(recipe.Compose(DataSchema.Of(rows.Train), rows.Train.Rows));
        TrainingRun.Check(model, rows.Train.Rows, rows.Validation?.Rows);
        var record = new RunRecord
        {
            Command = context.CommandLine,
            Data = NamedDataSets.TryFind(data, out NamedDataSet? named) ? named.Name : Path.GetFullPath(data),
            As = parsed.GetValue(SharedOptions.As),
            Array = parsed.GetValue(SharedOptions.Array),
            Label = label,
            Split = parsed.GetValue(SharedOptions.Split),
            Rows = parsed.GetValue(SharedOptions.Rows),
            Window = parsed.GetValue(SharedOptions.Window),
            VolumeSize = parsed.GetValue(SharedOptions.VolumeSize),
            Validation = validation,
            Limit = parsed.GetValue(SharedOptions.Limit),
            Identity = RunRecord.IdentityOf(model, rows.Train.Rows),
            Machine = $"{backend.Name}; {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, .NET {Environment.Version}",
        };
        var directory = new RunDirectory(parsed.GetValue(s_out) is { Length: > 0 } given ? given : Path.Join("runs", $"{model.Schema.Name}-{RecipeName(parsed, recipe)}"));
        bool resume = parsed.GetValue(s_resume);
        if (resume && TrainingRun.Finished(directory, record.Identity) is { } finished)
        {
            TrainingEnd.AlreadyFinished(directory, recipe, finished, context);
            return;
        }
        var start = parsed.GetValue(s_overwrite) ? RunStart.Overwrite : resume ? RunStart.Resume : RunStart.Fresh;
        TrainingRun run = TrainingRun.Begin(directory, model, record, start, TrainingOptions(parsed, model));
        context.Text.WriteLine(Opening(model, recipe, rows, backend, run));
        TrainingState state = Fit(run, rows, directory, context);
        TrainingEnd.Conclude(directory, model, recipe, rows, record, state, context);
    }

    private static string UsualRecipe(DataSet opened, string? label, bool semiSupervised) =>
        semiSupervised ? "semi-supervised" : label is not null ? "conditional-vae" : Recipes.DefaultFor(opened.Kind, opened.RowShape).Name;

    private static void RequireLabels(string? label, DataSet opened)
    {
        if (label is not null && opened.Labels is null)
        {
            throw new InputException($"--label is '{label}', and the rows of {opened.Name} have no classes; take a folder with a sub-folder a class, or a .npz archive and the name of its array of labels.");
        }
        if (label is not null and not DataInput.OwnClasses && opened.LabelNames is not null)
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

    private static TrainingState Fit(TrainingRun run, TrainingData rows, RunDirectory directory, CommandContext context)
    {
        TrainingProgress? last = null;
        try
        {
            return context.TrainingView().Watch(show => run.Fit(
                rows.Train.Rows,
                rows.Validation?.Rows,
                progress =>
                {
                    last = progress;
                    show(progress);
                },
                context.Cancellation));
        }
        catch (OperationCanceledException e)
        {
            string where = last is null ? "" : string.Create(CultureInfo.InvariantCulture, $" in epoch {last.Epoch} of {last.Epochs}");
            string command = context.CommandLine.Replace(" --overwrite", "", StringComparison.Ordinal);
            throw new StoppedException($"Stopped{where}; {directory.Checkpoint} holds all so far, go on with: {command}{(command.Contains("--resume", StringComparison.Ordinal) ? "" : " --resume")}", e);
        }
    }

    private static Recipe Changed(ParseResult parsed, CommandContext context, Recipe recipe)
    {
        recipe = With(recipe, "training.epochs", parsed.GetValue(s_epochs));
        recipe = With(recipe, "training.batch", parsed.GetValue(s_batch));
        recipe = With(recipe, "model.latent", parsed.GetValue(s_latent));
        recipe = With(recipe, "training.learning-rate", parsed.GetValue(s_rate));
        recipe = With(recipe, "training.patience", parsed.GetValue(s_patience));
        recipe = With(recipe, "training.seed", context.Seed);
        recipe = With(recipe, "data.labels", parsed.GetValue(s_labels));
        foreach (string change in parsed.GetValue(s_set) ?? [])
        {
            string[] sides = change.Split('=', 2);
            recipe = sides.Length == 2
                ? recipe.With(sides[0].Trim(), sides[1].Trim())
                : throw new InputException($"--set is '{change}'; write a setting's path and its value, such as model.latent=32.");
        }
        return recipe;
    }

    private static Recipe With(Recipe recipe, string path, double? value) => value is { } number ? recipe.With(path, number) : recipe;

    private static string RecipeName(ParseResult parsed, Recipe recipe) =>
        parsed.GetValue(s_recipe) is { } file && File.Exists(file) ? Path.GetFileNameWithoutExtension(file) : recipe.Name;

    private static TrainingOptions TrainingOptions(ParseResult parsed, TrainedModel model) => model.Composed.Training with
    {
        TimeLimit = parsed.GetValue(s_time),
        CheckpointInterval = parsed.GetValue(s_checkpoints) ?? model.Composed.Training.CheckpointInterval,
    };

    private static string Opening(TrainedModel model, Recipe recipe, TrainingData rows, Backend backend, TrainingRun run)
    {
        string validation = rows.Validation is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {rows.Validation.Count:N0} to validate on");
        string from = run.FirstStep > 0 ? string.Create(CultureInfo.InvariantCulture, $" from step {run.FirstStep}") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{recipe.Name} on {model.Schema.Name}{from}: {rows.Train.Count:N0} rows of {model.Schema.RowShape}{validation}; {TrainingRun.Size(model.Model.Parameters):N0} parameters, latent {model.Model.LatentSize}; {backend.Name}");
    }
}
