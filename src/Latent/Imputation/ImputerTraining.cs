using Latent.Applications;
using Latent.Composition;
using Latent.Data;
using Latent.Training;

namespace Latent.Imputation;

/// <summary>
/// Trains the model that fills in the gaps of a table. How long depends on how much structure there is, which rows and columns
/// alone do not say: noise is soon learned by heart, and structure takes its time. Of small tables, two models tell that
/// learn without some of the cells, one of them five times as long.
/// </summary>
internal sealed class ImputerTraining(DataSet data, ImputerOptions options, CancellationToken cancellation)
{
    private const int Longer = 5;

    // The longer one counts as better if its error is less by such a share, and by more than chance makes of it.
    private const double Worthwhile = 0.01, Deviations = 2;

    private readonly DataSchema _schema = DataSchema.Of(data);
    private long _done;

    /// <summary>The trained model.</summary>
    /// <exception cref="TrainingException">Training failed.</exception>
    public ComposedModel Fit()
    {
        bool small = options.Calibrated && options.Missingness is Missingness.AtRandom && data.Count <= HeldCells.MostRows;
        int steps = options.Steps ?? ImputerRecipe.UsualSteps(data.Count);
        IReadOnlyList<HeldCells> held = small ? HeldCells.Of(data, options) : [];
        if (held.Count == 0)
        {
            return Train(data.Rows, steps, last: true);
        }
        (steps, IReadOnlyList<Trial> trials) = Try(held, steps);
        ComposedModel model = Train(data.Rows, steps, last: true);
        NoiseCalibration.Apply(model.Model, trials, cancellation);
        return model;
    }

    /// <summary>How many updates serve the first held cells best, and the models that learned the others with so many.</summary>
    private (int Steps, IReadOnlyList<Trial> Trials) Try(IReadOnlyList<HeldCells> held, int steps)
    {
        Trial first = Learned(held[0]);
        if (options.Recipe is null && options.Steps is null)
        {
            int usual = steps;
            steps *= Longer;
            Trial longer = Learned(held[0]);
            (steps, first) = IsBetter(longer.Held.Errors(longer.Model, cancellation), first.Held.Errors(first.Model, cancellation)) ? (steps, longer) : (usual, first);
        }
        return (steps, [first, .. held.Skip(1).Select(Learned)]);

        Trial Learned(HeldCells cells) => new(Train(cells.Rows, steps).Model, cells);
    }

    private static bool IsBetter(double[] errors, double[] than)
    {
        double[] falls = [.. than.Zip(errors, (a, b) => a - b)];
        double mean = falls.Average(), variance = falls.Sum(fall => (fall - mean) * (fall - mean)) / Math.Max(1, falls.Length - 1);
        return mean > Worthwhile * than.Average() && mean > Deviations * Math.Sqrt(variance / falls.Length);
    }

    private ComposedModel Train(RowSource rows, int steps, bool last = false)
    {
        Recipe recipe = options.Recipe ?? ImputerRecipe.For(data.Count, data.Table!.Width, steps, options);
        ComposedModel composed = recipe.Compose(_schema, rows);
        Imputer.Suitable(new TrainedModel(composed));
        long taken = 0;
        new Trainer(composed.Model, composed.Training, composed.Preparation) { Progress = state => Report(state, last, out taken) }.Fit(rows, cancellation: cancellation);
        _done += taken;
        return composed;
    }

    /// <summary>Tells of all trainings as of one, as far as is known how many there are.</summary>
    private void Report(TrainingProgress state, bool last, out long taken)
    {
        taken = state.Steps;
        options.Progress?.Invoke(state with { Step = _done + state.Step, Steps = _done + (last ? state.Steps : 2 * state.Steps) });
    }
}
