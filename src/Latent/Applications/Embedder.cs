using Latent.Data;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Tables;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Applications;

/// <summary>Learns a table and turns rows into latents: short vectors of numbers, near each other where rows are alike. They can be grouped, and drawn as a map.</summary>
public sealed class Embedder
{
    private readonly EmbedderOptions _options;
    private TrainedModel? _model;

    /// <summary>An embedder that has to learn first.</summary>
    /// <param name="options">How; null for the defaults.</param>
    public Embedder(EmbedderOptions? options = null)
    {
        _options = options ?? new EmbedderOptions();
    }

    /// <summary>An embedder with a model that was trained on a table.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How tables are read; null for the defaults.</param>
    /// <exception cref="InputException">The model's latents are no vectors, or its data were no table.</exception>
    public Embedder(TrainedModel model, EmbedderOptions? options = null)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireVectors(model.Model);
        _model = model.Schema.Table is not null ? model : throw new InputException("The model was made for plain rows of numbers, not for a table with columns; encode them with a LatentEncoder.");
    }

    /// <summary>What was learned.</summary>
    /// <exception cref="InvalidOperationException">Nothing was learned yet.</exception>
    public TrainedModel Model => _model ?? throw new InvalidOperationException("The embedder has learned nothing yet; call Fit first.");

    /// <summary>How many values a latent has.</summary>
    /// <exception cref="InvalidOperationException">Nothing was learned yet.</exception>
    public int Size => Model.Model.LatentSize;

    /// <summary>Learns a table.</summary>
    /// <exception cref="InputException">The table cannot be read or learned from, or the recipe's latents are no vectors.</exception>
    /// <exception cref="TrainingException">Loss or gradient was not finite several times in a row.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled.</exception>
    public Embedder Fit(TableSource table, CancellationToken cancellation = default)
    {
        using FittedTable fitted = FittedTable.Fit(table, _options, cancellation);
        RequireVectors(fitted.Model.Model);
        _model = fitted.Model;
        return this;
    }

    /// <summary>The latents of rows: the means of their posteriors.</summary>
    /// <param name="table">A table with the columns that the model was made for.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>[rows, <see cref="Size"/>].</returns>
    /// <exception cref="InputException">The table cannot be read, or lacks columns.</exception>
    /// <exception cref="InvalidOperationException">Nothing was learned yet.</exception>
    public float[] Embed(TableSource table, CancellationToken cancellation = default)
    {
        DataSet data = Read(table, cancellation);
        using var rows = data.Rows as IDisposable;
        return Means(data, cancellation);
    }

    /// <summary>Groups rows by their latents.</summary>
    /// <param name="table">A table with the columns that the model was made for.</param>
    /// <param name="groups">How many groups; null for as many as the Bayesian information criterion says.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InputException">The table cannot be read, lacks columns, or has too few rows.</exception>
    /// <exception cref="InvalidOperationException">Nothing was learned yet.</exception>
    public GroupedRows Group(TableSource table, int? groups = null, CancellationToken cancellation = default)
    {
        DataSet data = Read(table, cancellation);
        using var rows = data.Rows as IDisposable;
        return GroupedRows.Of(data, Means(data, cancellation), Size, new GroupingOptions { Groups = groups, Seed = _options.Seed, Cancellation = cancellation });
    }

    /// <summary>Places rows on a plane by t-SNE of their latents.</summary>
    /// <param name="table">A table with the columns that the model was made for.</param>
    /// <param name="options">How; null for the defaults, with this embedder's seed.</param>
    /// <param name="cancellation">Stops the reading of the table.</param>
    /// <returns>[rows, 2].</returns>
    /// <exception cref="InputException">The table cannot be read, lacks columns, or has too few rows.</exception>
    /// <exception cref="InvalidOperationException">Nothing was learned yet.</exception>
    public float[] Map(TableSource table, TSneOptions? options = null, CancellationToken cancellation = default) =>
        TSne.Map(Embed(table, cancellation), Size, options ?? new TSneOptions { Seed = _options.Seed, Cancellation = cancellation });

    /// <exception cref="InputException">The latents of a model are no vectors.</exception>
    internal static void RequireVectors(LatentModel model)
    {
        if (model.Space is LatentSpace.Codes or LatentSpace.OneHot)
        {
            throw new InputException("The latents of this model are codes, between which there are no distances; take a model whose latents are vectors.");
        }
    }

    private DataSet Read(TableSource table, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(table);
        return TableData.Read(table, _options.Columns with { Cancellation = cancellation }, Model.Schema.Table);
    }

    private float[] Means(DataSet data, CancellationToken cancellation) =>
        new LatentEncoder(Model).Means(Model.Schema.Fit(data), new Rng(_options.Seed).Split("encode"), cancellation: cancellation);
}
