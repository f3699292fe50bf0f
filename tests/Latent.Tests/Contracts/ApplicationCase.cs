using System.Globalization;
using Latent.Applications;
using Latent.Tables;
using Latent.Tests.Imputation;

namespace Latent.Tests.Contracts;

/// <summary>An application over tables, as its contract sees it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Make">One that has learned nothing, from a seed.</param>
internal sealed record ApplicationCase(string Name, Func<ulong, ApplicationCase.Instance> Make)
{
    /// <summary>All that there are, made to learn within a moment.</summary>
    public static IReadOnlyList<ApplicationCase> All { get; } =
    [
        Of(
            seed => new AnomalyDetector(new AnomalyDetectorOptions { Seed = seed, Members = 2, Folds = 2, Steps = 10, References = 16, Hidden = 8 }),
            (detector, table, cancellation) => detector.Fit(table, cancellation: cancellation), detector => detector.Schema, Scores) with { AnswersRowsAlone = true },
        Of(
            seed => new Imputer(new ImputerOptions { Seed = seed, Steps = 10, Samples = 10, SpreadDraws = 10 }),
            (imputer, table, cancellation) => imputer.Fit(table, cancellation), imputer => imputer.Model, Heights),
        Of(
            seed => new Imputer(new ImputerOptions { Seed = seed, Steps = 10, Samples = 10, SpreadDraws = 10, Missingness = Missingness.SelfMasking }),
            (imputer, table, cancellation) => imputer.Fit(table, cancellation), imputer => imputer.Model, Heights) with { Name = "Imputer of gaps that mask themselves" },
        Of(
            seed => new Classifier(new ClassifierOptions("member") { Seed = seed, Recipe = Recipe.Named("table-semi-supervised").With("training.steps", 10) }),
            (classifier, table, cancellation) => classifier.Fit(table, cancellation), classifier => classifier.Model, Classes) with { AnswersRowsAlone = true, Told = "member" },
        Of(
            seed => new Regressor(new RegressorOptions("height") { Seed = seed, Recipe = Recipe.Named("table-regression").With("training.steps", 10) }),
            (regressor, table, cancellation) => regressor.Fit(table, cancellation), regressor => regressor.Model, Numbers) with { AnswersRowsAlone = true, Told = "height" },
        Of(
            seed => new Embedder(new EmbedderOptions { Seed = seed, Recipe = TableVae() }),
            (embedder, table, cancellation) => embedder.Fit(table, cancellation), embedder => embedder.Model, Latents) with { AnswersRowsAlone = true },
        Of(
            seed => new Synthesizer(new SynthesizerOptions { Seed = seed, Recipe = TableVae() }),
            (synthesizer, table, cancellation) => synthesizer.Fit(table, cancellation), synthesizer => synthesizer.Model, NewRows) with { ReadsTables = false },
    ];

    /// <summary>Whether its answers are of a table; otherwise they are of what it learned alone.</summary>
    public bool ReadsTables { get; init; } = true;

    /// <summary>Whether what it says of a row does not depend on the rows beside it: nothing is drawn for them in turn.</summary>
    public bool AnswersRowsAlone { get; init; }

    /// <summary>The column that it tells of rows which lack it; null if there is none.</summary>
    public string? Told { get; init; }

    private static ApplicationCase Of<T>(Func<ulong, T> make, Func<T, TableSource, CancellationToken, T> fit, Func<T, object?> learned, Func<T, TableSource, CancellationToken, string[]> answer)
        where T : class =>
        new(typeof(T).Name, seed =>
        {
            T application = make(seed);
            return new Instance(application, (table, cancellation) => fit(application, table, cancellation), () => learned(application), (table, cancellation) => answer(application, table, cancellation));
        });

    private static Recipe TableVae() => Recipe.Named("table-vae").With("training.steps", 10).With("model.hidden", "[16]").With("model.decoder-hidden", "[16]").With("model.latent", 4);

    private static string[] Scores(AnomalyDetector detector, TableSource table, CancellationToken cancellation)
    {
        List<string> rows = [];
        detector.Score(
            table,
            row => rows.Add(Text($"{row.Score:R} {row.PValue:R} {row.IsAnomaly} {string.Join(' ', row.Columns.Select(c => Text($"{c.Column} {c.Expected} {c.Contribution:R}")))}")),
            new DetectionOptions { ExplainAll = true, Columns = 2 },
            cancellation);
        return [.. rows];
    }

    /// <summary>What is found out about the missing cells of one column.</summary>
    private static string[] Heights(Imputer imputer, TableSource table, CancellationToken cancellation)
    {
        var cells = new MemoryWriter();
        imputer.Impute(table, new MemoryWriter(), cells: cells, cancellation: cancellation);
        return [.. cells.Rows.Where(cell => cell[1] == "height").Select(cell => string.Join(' ', cell))];
    }

    private static string[] Classes(Classifier classifier, TableSource table, CancellationToken cancellation)
    {
        ToldClasses told = classifier.Predict(table, cancellation);
        return [.. Lines(told.Probabilities, classifier.Classes.Count).Zip(told.Classes, (line, number) => $"{classifier.Classes[number]} {line}")];
    }

    private static string[] Numbers(Regressor regressor, TableSource table, CancellationToken cancellation)
    {
        ToldNumbers told = regressor.Predict(table, cancellation);
        return [.. told.Numbers.Zip(told.Deviations, (number, deviation) => Text($"{number:R} {deviation:R}"))];
    }

    private static string[] Latents(Embedder embedder, TableSource table, CancellationToken cancellation) => Lines(embedder.Embed(table, cancellation), embedder.Size);

    private static string[] NewRows(Synthesizer synthesizer, TableSource table, CancellationToken cancellation)
    {
        var rows = new MemoryWriter();
        synthesizer.Sample(30, rows, seed: 3, cancellation: cancellation);
        return [.. rows.Rows.Select(row => string.Join(' ', row))];
    }

    private static string[] Lines(float[] values, int each) => [.. values.Chunk(each).Select(row => string.Join(' ', row.Select(v => Text($"{v:R}"))))];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>One that learns and answers.</summary>
    /// <param name="Application">It itself.</param>
    /// <param name="Fit">Learns a table.</param>
    /// <param name="Learned">What was learned.</param>
    /// <param name="Answer">What it says of a table, in words between blanks: a line for every row, or for every cell that it fills in.</param>
    internal sealed record Instance(object Application, Func<TableSource, CancellationToken, object> Fit, Func<object?> Learned, Func<TableSource, CancellationToken, string[]> Answer);
}
