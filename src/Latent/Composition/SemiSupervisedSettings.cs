using Latent.Bounds;
using Latent.Conditions;
using Latent.Corruptions;
using Latent.Data;
using Latent.Evaluation;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Pictures;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tables;
using Latent.Targets;
using Latent.Tensors;

namespace Latent.Composition;

/// <summary>Reads the branch <c>model.semi-supervised</c> of a recipe: what learns classes or a number around its VAE.</summary>
internal static class SemiSupervisedSettings
{
    /// <summary>What a recipe can name there.</summary>
    public static readonly (string Name, Kind Value)[] Kinds = [("none", Kind.None), ("m1", Kind.FirstLayer), ("m2", Kind.SecondLayer), ("m1-m2", Kind.BothLayers)];

    /// <summary>The setting that says how many units tell hidden cells.</summary>
    public const string CellUnits = "cell-units";

    private const int UsualParts = 4, MostParts = 20, MostUnits = 1024;

    private static readonly (string, bool)[] s_reads = [("rows", true), ("latents", false)];

    /// <summary>Which of the models of Kingma et al. 2014 it is.</summary>
    public enum Kind
    {
        /// <summary>Plain.</summary>
        None,

        /// <summary>M1: a classifier of latents.</summary>
        FirstLayer,

        /// <summary>M2: classes as latents.</summary>
        SecondLayer,

        /// <summary>M1+M2: classes as latents of latents.</summary>
        BothLayers,
    }

    /// <summary>The model that the settings put around a VAE; the VAE itself if there is none.</summary>
    /// <param name="vae">The VAE of the rows.</param>
    /// <param name="model">The branch <c>model</c>.</param>
    /// <param name="schema">What the data are.</param>
    /// <param name="rows">The rows as the model sees them.</param>
    /// <param name="plan">What the VAE's networks fit between.</param>
    public static LatentModel Around(Vae vae, Settings model, DataSchema schema, ModelRows rows, NetworkPlan plan)
    {
        Settings s = model.Part("semi-supervised", "none");
        Kind kind = s.Choice("kind", Kind.None, Kinds);
        if (kind is Kind.None)
        {
            if (vae.Conditioning is NumberCondition)
            {
                throw new InputException("The recipe's 'model.condition' is number, which belongs to 'model.semi-supervised' m2; take the recipe m2 or semi-supervised.");
            }
            return vae;
        }
        bool ofRows = kind is Kind.SecondLayer, readsRows = ofRows || (kind is Kind.BothLayers && s.Choice("reads", true, s_reads));
        BesideValues[] beside = Beside(s, schema, readsRows);
        int classes = schema.Classes.Count;
        int parts = s.Integer("calibration", schema.Table is null ? 0 : UsualParts, 0, MostParts);
        int ridge = RidgeValues(s, schema, schema.Target is null && beside.Length > 0 ? beside[^1].Outputs : schema.RowShape.Length, parts);
        int units = s.Integer(CellUnits, 0, 0, MostUnits);
        if (units > 0 && (schema.Table is null || schema.Target is not null))
        {
            throw new InputException($"The recipe's 'model.semi-supervised.{CellUnits}' is of classes of a table's rows; leave it out.");
        }
        // What reads units are maps, too.
        units = ridge > 0 ? units : 0;
        Target target = schema.Target is { } number ? new NumberTarget(number, parts, ridge)
            : classes > 1 ? new ClassTarget(classes, s.Flag("balanced", schema.Table is null), parts, ridge, schema.RowShape.Length, units)
            : throw new InputException($"The recipe's 'model.semi-supervised' learns classes, and the rows of {schema.Name} have no labels that could be classes; name the column or array that holds them with --label, or that of a number to be told with --target.");
        if (kind is Kind.SecondLayer ? !target.Conditions(vae) : vae.Conditioning is not null)
        {
            throw new InputException($"The recipe's 'model.semi-supervised' is {Kinds.First(k => k.Value == kind).Name}, which needs 'model.condition' to be {(kind is not Kind.SecondLayer ? "none" : schema.Target is null ? "class" : "number")}.");
        }
        var options = new SemiSupervisedOptions
        {
            Alpha = s.Within("alpha", 10, minimum: 0),
            LabelledRows = s.Integer("labelled", 64, 1),
            Marginal = kind is Kind.FirstLayer || target is NumberTarget ? 0 : s.Integer("marginal", 2, 0),
            Generative = kind is Kind.FirstLayer ? 1 : s.Within("generative", 1, minimum: 0),
            Consistency = s.Within("consistency", 0, minimum: 0),
            Confidence = target is NumberTarget ? 0 : s.Within("confidence", schema.Table is null ? 0.95 : 0, minimum: 0, limit: 1),
            OnlyViews = s.Flag("only-views", false),
            ReadsRows = kind is Kind.BothLayers && readsRows,
        };
        options = options with { View = Views(s, rows, options.Consistency > 0, target is NumberTarget) };
        Rng rng = plan.Rng.Split("classes");
        Rng networks = rng.Split("classifier");
        Shape read = beside.Length > 0 ? new Shape(beside[^1].Outputs) : readsRows ? plan.Row : new Shape(vae.LatentSize);
        Layer network = ClassifierNetwork.Make(s, read, target, readsRows, plan with { Rng = networks });
        HiddenCells? cells = units > 0 ? Cells(model, schema, beside, read, units, plan with { Rng = rng.Split("cells") }) : null;
        return new SemiSupervised(vae, target, network, options, kind is Kind.BothLayers ? OfLatents(s, vae.LatentSize, target, plan with { Rng = rng.Split("model") }) : null, beside, cells);
    }

    /// <summary>The units that tell hidden cells.</summary>
    private static HiddenCells Cells(Settings model, DataSchema schema, BesideValues[] beside, Shape read, int units, NetworkPlan plan)
    {
        Likelihood likelihood = Parts.Make(model, "likelihood", "columns", Parts.Likelihoods, schema);
        plan.Weights.Take(units, read.Length + likelihood.Outputs(schema.RowShape.Length));
        return new HiddenCells(schema.Table!, beside, likelihood, units, plan.Rng);
    }

    /// <summary>How many values of a table's rows a linear map beside the networks reads; 0 for none.</summary>
    private static int RidgeValues(Settings s, DataSchema schema, int values, int parts)
    {
        bool fits = schema.Table is not null && values <= RidgeRegression.MostValues && parts > 0;
        return !s.Flag("ridge", fits) ? 0
            : fits ? values
            : throw new InputException($"The recipe's 'model.semi-supervised.ridge' is of tables of at most {RidgeRegression.MostValues} values a row, and needs 'calibration' to be above 0; leave it out.");
    }

    /// <summary>
    /// What is done to a table's rows before they are read: columns that tell what another one tells are left out, and which share of others each number and ordered level exceeds is set
    /// beside them.
    /// </summary>
    private static BesideValues[] Beside(Settings s, DataSchema schema, bool readsRows)
    {
        List<BesideValues> beside = [];
        if (s.Flag("without-twins", false))
        {
            beside.Add(new WithoutTwins(Table("without-twins")));
        }
        if (s.Flag("quantiles", false))
        {
            TableSchema table = Table("quantiles");
            if (table.Numbers > 0)
            {
                beside.Add(new BesideQuantiles(table.Width, table.Numbers));
            }
            if (table.Ordered is { Count: > 0 } ordered)
            {
                beside.Add(new BesideRanks(table.Width + table.Numbers, [.. ordered.Select(slot => (slot.Start, slot.Width))]));
            }
        }
        return [.. beside];

        TableSchema Table(string setting) => schema.Table is { } table && readsRows ? table
            : throw new InputException($"The recipe's 'model.semi-supervised.{setting}' is of what the network reads in the rows of a table, and {(readsRows ? $"{schema.Name} is none" : "the network reads latents")}; leave it out.");
    }

    /// <summary>What makes other views of rows: pictures are moved, turned and partly hidden, other rows get noise; so do pictures of which a number is told, since it may say where or how large something is.</summary>
    private static IReadOnlyList<Corruption> Views(Settings s, ModelRows rows, bool needed, bool onlyNoise)
    {
        if (s.Has("view") || !needed)
        {
            return [.. Parts.MakeAll(s, "view", Parts.Corruptions, rows).OfType<Corruption>()];
        }
        if (rows.Schema.Table is { } table)
        {
            return [new CellMasking(table, onlyNoise ? 0.2 : 0.5)];
        }
        return !onlyNoise && ImageLayout.Of(rows.Schema.Kind, rows.Schema.RowShape) is { Slices: 1 } layout
            ?
            [
                new Movement(new Augmentation { Shift = Math.Max(1, layout.Side / 9), Rotation = 15, Edge = AugmentationEdge.Zero }, rows.Schema.RowShape),
                new PatchMasking(layout, 0.2, Math.Max(1, layout.Side / 4)),
            ]
            : [new GaussianNoise(rows.IsUnit ? 0.1 : 0.3)];
    }

    /// <summary>The second VAE of M1+M2.</summary>
    private static Vae OfLatents(Settings s, int values, Target target, NetworkPlan plan)
    {
        int latent = s.Integer("latent", 16, 1);
        int[] hidden = s.Integers("hidden", 256);
        Conditioning condition = target is NumberTarget ? new NumberCondition() : new ClassCondition(target.Outputs);
        var posterior = new DiagonalGaussian(latent);
        var likelihood = new Gaussian(values, Variance.Predicted);
        (Layer encoder, Layer decoder) = PerceptronNetwork.Make(
            hidden, [.. hidden.Reverse()], plan with { Row = new Shape(values), EncoderInputs = values + condition.Size, EncoderOutputs = posterior.EncoderOutputs, Latent = latent, OutputsPerValue = likelihood.OutputsPerValue, Outputs = null, Condition = condition.Size });
        return new Vae(new Shape(values), encoder, posterior, new StandardNormal(latent), decoder, likelihood, new Elbo(), conditioning: condition);
    }
}
