using System.Globalization;
using Latent.Applications;
using Latent.Conditions;
using Latent.Data;
using Latent.Evaluation;
using Latent.Evaluation.Disentanglement;
using Latent.Evaluation.Images;
using Latent.Files;
using Latent.Pictures;
using Latent.Tables;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Reports;

/// <summary>Gathers what a run's report shows: from the model, some rows of data, the history and the record of the run.</summary>
public sealed class RunReporter
{
    private const int MostRows = 2000, SampleCount = 64, TableSampleCount = 100, MostColumns = 500, PairCount = 40, MostTraversed = 12, MostMeasured = 500, MostClasses = 20, SamplesOfClass = 8, TraverseSteps = 11;
    private const float TraverseRange = 2.5f;

    private readonly TrainedModel _model;
    private readonly DataSet _all;
    private readonly DataSet _data;
    private readonly RowPictures _pictures;
    private readonly Generator _generator;
    private readonly float[] _latents;
    private readonly ulong _seed;

    /// <summary>A reporter on a model that looks at the first rows (at most 2000) of some data.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The rows.</param>
    /// <param name="seed">Where samples are drawn from.</param>
    /// <exception cref="InputException">The rows do not fit the model.</exception>
    public RunReporter(TrainedModel model, DataSet data, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        _model = model;
        _all = data;
        _data = data.Count > MostRows ? data.Take([.. Enumerable.Range(0, MostRows)]) : data;
        _seed = seed;
        _pictures = new RowPictures(model.Schema);
        _generator = new Generator(model);
        _latents = new LatentEncoder(model).Means(model.Schema.Fit(_data), new Rng(seed));
        Spread = LatentSpread.Of(_latents, model.Model.LatentSize);
    }

    /// <summary>Where the latents of these rows lie.</summary>
    public LatentSpread Spread { get; }

    /// <summary>Rows drawn from the model, a line for every class if it is conditioned on them; null if they cannot be drawn.</summary>
    public Picture? Samples()
    {
        Rng rng = new Rng(_seed).Split("samples");
        return !CanDraw ? null : _model.Model.Conditioning is ClassCondition { Size: var classes }
            ? _pictures.Grid(_generator.SampleClasses([.. Enumerable.Range(0, Math.Min(classes, MostClasses))], SamplesOfClass, rng), SamplesOfClass)
            : _pictures.Grid(_generator.Sample(SampleCount, rng, conditions: ConditionsOf(SampleCount)));
    }

    /// <summary>Writes rows of a table that were drawn from the model (.csv); false, and nothing, where there are no columns or rows cannot be drawn.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public bool SaveTable(string path)
    {
        if (_model.Schema.Table is null || !ColumnCharts.CanDraw(_model))
        {
            return false;
        }
        var generator = new TableGenerator(_model);
        using TableWriter writer = TableSources.Create(path, generator.Columns);
        generator.Sample(TableSampleCount, new Rng(_seed).Split("samples"), writer, []);
        writer.Complete();
        return true;
    }

    /// <summary>The report.</summary>
    /// <param name="run">What the run is called.</param>
    /// <param name="record">What was asked for.</param>
    /// <param name="history">The epochs.</param>
    /// <param name="evaluation">What an evaluation measured.</param>
    public ReportContent Content(string run, RunRecord? record, IReadOnlyList<EpochRecord> history, EvaluationResult evaluation)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(evaluation);
        string rows = record?.Result?.EvaluatedOn is { Length: > 0 } on ? $"nats per {on} row" : "nats per row";
        return new ReportContent
        {
            Title = $"{Latent.Recipe.Parse(_model.Recipe, run).Name} on {_model.Schema.Name}",
            RunName = run,
            Headline =
            [
                new ReportFigure("ELBO", ValueText.Of(evaluation.Elbo, 5), rows),
                new ReportFigure("Reconstruction", ValueText.Of(evaluation.Reconstruction, 5), "nats per row"),
                new ReportFigure("KL", ValueText.Of(evaluation.Kl), "nats per row"),
                new ReportFigure("Active units", $"{Whole(evaluation.ActiveUnits)} of {Whole(_model.Model.LatentSize)}", "latent dimensions"),
            ],
            Facts = [.. Facts(record, history, evaluation)],
            Warnings = PosteriorHealth.Advise(_model.Model, evaluation),
            Curves = [.. Curves(history)],
            KlPerDimension = _model.Model.HasDensity && evaluation.KlPerDimension.Count == _model.Model.LatentSize ? evaluation.KlPerDimension : [],
            Map = Map(),
            Columns = [.. _model.Schema.Table?.Columns.Take(MostColumns) ?? []],
            ColumnCharts = _model.Schema.Table is null ? [] : ColumnCharts.Of(_model, _data, _seed),
            Samples = Samples(),
            Reconstructions = Reconstructions(),
            Traversals = Traversals(),
            Traversed = Traversed(),
            Command = record?.Command,
            Recipe = _model.Recipe,
        };
    }

    // A row of cells of several kinds is no picture.
    private bool CanDraw => _pictures.CanDraw && _model.Schema.Table is null;

    /// <summary>The rows beside what the model makes of them.</summary>
    private Picture? Reconstructions()
    {
        if (!CanDraw)
        {
            return null;
        }
        int count = Math.Min(PairCount, _data.Count);
        Picture? picture = null;
        new DataReconstructor(_model).Reconstruct(
            _model.Schema.Fit(_data.Take([.. Enumerable.Range(0, count)])),
            (originals, reconstructions) => picture = _pictures.Pairs(originals, reconstructions),
            new Rng(_seed));
        return picture;
    }

    private Picture? Traversals()
    {
        if (!CanDraw)
        {
            return null;
        }
        int[] dimensions = TraversedDimensions();
        LatentSpread? spread = _model.Model.HasDensity ? null : Spread;
        float[] centre = spread is null ? new float[_model.Model.LatentSize] : [.. spread.Means];
        return _pictures.Grid(_generator.Decode(LatentWalk.Traverse(centre, dimensions, TraverseRange, TraverseSteps, spread), ConditionsOf(1)), TraverseSteps);
    }

    private int[] TraversedDimensions() => [.. Spread.MostActiveFirst().Take(MostTraversed)];

    /// <summary>The dimensions that are traversed, with the factors that they follow where these are known.</summary>
    private string[] Traversed()
    {
        IReadOnlyList<string?>? factors = FollowedFactors.Measure(_model, _all, _seed);
        return [.. TraversedDimensions().Select(j => FollowedFactors.Line(j, factors))];
    }

    /// <summary>The conditions of the first rows; null if the model takes none.</summary>
    private float[]? ConditionsOf(int count) =>
        new ConditionReader(_model).Read(_model.Schema.Fit(_data.Take([.. Enumerable.Range(0, Math.Min(count, _data.Count))])));

    private LatentMap? Map()
    {
        int size = _model.Model.LatentSize;
        if (_data.Count < 2)
        {
            return null;
        }
        if (size == 2)
        {
            return new LatentMap { Points = _latents, Labels = _data.Labels, LabelNames = _data.LabelNames, XLabel = "latent dimension 1", YLabel = "latent dimension 2" };
        }
        // Jacobi's method is cubic in the size; beyond a few hundred the map is not worth the wait.
        return size > 256 ? null : new LatentMap { Points = PrincipalComponents.Fit(_latents, size).Project(_latents), Labels = _data.Labels, LabelNames = _data.LabelNames };
    }

    private IEnumerable<ReportFact> Facts(RunRecord? record, IReadOnlyList<EpochRecord> history, EvaluationResult evaluation)
    {
        yield return new ReportFact("Data", $"{_model.Schema.Name}, {_model.Schema.Table?.ToString() ?? $"rows of shape {_model.Schema.RowShape}"}");
        if (record?.Result is { } result)
        {
            yield return new ReportFact("Trained on", $"{Whole(result.Rows)} rows");
            yield return new ReportFact("Epochs", result.StoppedEarly ? $"{Whole(result.Epochs)}, stopped early" : Whole(result.Epochs));
            yield return new ReportFact("Steps", result.Skipped > 0 ? $"{Whole(result.Steps)}, {Whole(result.Skipped)} skipped" : Whole(result.Steps));
            yield return new ReportFact("Time", $"{ValueText.Of(result.Seconds, 3)} s");
            yield return new ReportFact("Model SHA-256", result.ModelSha256);
        }
        else if (history.Count > 0)
        {
            yield return new ReportFact("Epochs", Whole(history[^1].Epoch));
        }
        yield return new ReportFact("Evaluated on", $"{Whole(evaluation.Rows)} rows");
        yield return new ReportFact("Parameters", Whole(TrainingRun.Size(_model.Model.Parameters)));
        if (BitsPerDimension.Of(_model, evaluation.LogLikelihood ?? evaluation.Elbo) is { } bits)
        {
            yield return new ReportFact("Bits per dimension", ValueText.Of(bits));
        }
        DataSet measured = _data.Count > MostMeasured ? _data.Take([.. Enumerable.Range(0, MostMeasured)]) : _data;
        if (PictureQuality.OfReconstructions(_model, _model.Schema.Fit(measured), _seed) is { } pictures)
        {
            yield return new ReportFact("Reconstructions", $"PSNR {ValueText.Of(pictures.PeakSignalToNoise, 3)} dB, SSIM {ValueText.Of(pictures.Ssim, 3)}, multi-scale SSIM {ValueText.Of(pictures.MultiScaleSsim, 3)} ({Whole(pictures.Rows)} rows)");
        }
        yield return new ReportFact("Seed", Whole((long)_model.Composed.Training.Seed));
        if (record is { Machine.Length: > 0 })
        {
            yield return new ReportFact("Machine", record.Machine);
        }
    }

    private static IEnumerable<SvgLineChart> Curves(IReadOnlyList<EpochRecord> history)
    {
        if (history.Count == 0)
        {
            yield break;
        }
        double[] epochs = [.. history.Select(e => (double)e.Epoch)];
        yield return Chart("Evidence lower bound", "nats per row", epochs, ("training", history.Select(e => (double?)e.Elbo)), ("validation", history.Select(e => e.ValidationElbo)));
        yield return Chart("Reconstruction", "nats per row", epochs, ("training", history.Select(e => (double?)e.Reconstruction)), ("validation", history.Select(e => e.ValidationReconstruction)));
        yield return Chart("KL divergence", "nats per row", epochs, ("training", history.Select(e => (double?)e.Kl)), ("validation", history.Select(e => e.ValidationKl)));
        yield return Chart("Active units", "latent dimensions", epochs, ("active", history.Select(e => (double?)e.ActiveUnits)));
        if (history.Any(e => e.LearningRate != history[0].LearningRate))
        {
            yield return Chart("Learning rate", "", epochs, ("rate", history.Select(e => (double?)e.LearningRate)));
        }
    }

    private static SvgLineChart Chart(string title, string unit, double[] epochs, params (string Name, IEnumerable<double?> Values)[] lines) => new()
    {
        Title = title,
        Unit = unit,
        Series = [.. lines.Select(l => new ChartSeries(l.Name, epochs, [.. l.Values.Select(v => v ?? double.NaN)]))],
    };

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
