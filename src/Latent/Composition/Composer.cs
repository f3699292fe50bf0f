using System.Text.Json.Nodes;
using Latent.Bounds;
using Latent.Conditions;
using Latent.Corruptions;
using Latent.Data;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Penalties;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Composition;

/// <summary>Reads a recipe's settings and builds what they say.</summary>
internal static class Composer
{
    private static readonly (string, LearningRateDecay)[] s_decays =
    [
        ("constant", LearningRateDecay.Constant), ("step", LearningRateDecay.Step), ("lengthening", LearningRateDecay.Lengthening),
        ("cosine", LearningRateDecay.Cosine), ("plateau", LearningRateDecay.Plateau),
    ];

    private static readonly (string, Binarization)[] s_binarizations =
        [("none", Binarization.None), ("sampled", Binarization.Sampled), ("threshold", Binarization.Threshold)];

    /// <param name="tree">The recipe.</param>
    /// <param name="schema">What the data are.</param>
    /// <param name="rows">As in <see cref="Recipe"/>.</param>
    /// <param name="preparation">As in <see cref="Recipe"/>.</param>
    /// <param name="weights">How many weights there may be at most: those that a model file holds.</param>
    /// <param name="penalties">As in <see cref="Recipe"/>.</param>
    public static ComposedModel Compose(JsonObject tree, DataSchema schema, RowSource? rows, Preparation? preparation, long weights = long.MaxValue, IReadOnlyList<Penalty>? penalties = null)
    {
        var settings = new Settings(tree);
        settings.Text("recipe", "vae");
        Settings data = settings.Branch("data");
        Preparation prepared = Prepare(data, schema, rows, preparation, LikelihoodParts.TakesOwnValues(new Settings(tree).Branch("model").KindOf("likelihood")));
        Augmentation? augmentation = AugmentationSettings.Read(data, schema);
        int labels = data.Integer("labels", 0, 0);
        Settings trainingSettings = settings.Branch("training");
        (LatentModel model, ValueDomain domain) = Model(settings.Branch("model"), schema, rows, prepared, new Rng(Seed(trainingSettings)).Split("weights"), new WeightBudget(weights), penalties ?? []);
        TrainingOptions training = Training(trainingSettings, rows?.Count) with { Augmentation = augmentation, Labels = labels };
        settings.RefuseUnknown();
        training.Validate();
        return new ComposedModel(model, training, prepared.Within(domain), schema, settings.Effective);
    }

    private static Preparation Prepare(Settings settings, DataSchema schema, RowSource? rows, Preparation? known, bool asTheyAre)
    {
        Binarization binarization = settings.Choice("binarize", Binarization.None, s_binarizations);
        bool standardize = settings.Flag("standardize", schema.Kind is DataKind.Table && schema.Table is null && !schema.IsUnitInterval && !asTheyAre);
        if (binarization is not Binarization.None && (standardize || !schema.IsUnitInterval))
        {
            throw new InputException("The recipe's 'data.binarize' needs values in [0, 1] that are not standardised; leave it out for these data.");
        }
        return known ?? (standardize && rows is not null ? Preparation.Standardize(rows) : new Preparation(binarization));
    }

    private static (LatentModel Model, ValueDomain Domain) Model(Settings settings, DataSchema schema, RowSource? data, Preparation preparation, Rng rng, WeightBudget weights, IReadOnlyList<Penalty> own)
    {
        int values = schema.RowShape.Length;
        Activation activation = settings.Choice("activation", Activation.Relu, Parts.Activations);
        int latent = settings.Integer("latent", Networks.UsualLatent(settings, schema), 1);
        // Before the parts make anything of that size.
        weights.Take(latent, 2);
        var latents = new LatentPlan(latent, activation, weights, rng);
        Posterior posterior = Parts.Make(settings, "posterior", UsualPosterior(settings), Parts.Posteriors, latents with { Rng = rng.Split("posterior") });
        Func<PriorPlan, Prior> prior = Parts.Make(settings, "prior", UsualPrior(settings), Parts.Priors, latents with { Rng = rng.Split("prior") });
        bool unit = schema.IsUnitInterval && preparation.Means.Count == 0;
        var rows = new ModelRows(schema, unit);
        Likelihood likelihood = Parts.Make(settings, "likelihood", schema.Table is not null ? "columns" : unit ? "bernoulli" : "gaussian", Parts.Likelihoods, schema);
        LikelihoodFit.Require(likelihood, schema, preparation, unit);
        if (data is not null)
        {
            likelihood.Domain.Require(data, schema.Name);
            likelihood.Begin(data);
        }
        Bound bound = Parts.Make(settings, "bound", "elbo", Parts.Bounds);
        Corruption? corruption = Parts.Make(settings, "corruption", "none", Parts.Corruptions, rows);
        Conditioning? condition = Parts.Make(settings, "condition", UsualCondition(settings, schema), Parts.Conditions, schema);
        bool isCount = likelihood.Domain == ValueDomain.Counts;
        var input = new EncoderInput(settings, schema, preparation, isCount, values + (condition?.Size ?? 0), weights, rng.Split("input"));
        var plan = new NetworkPlan(Networks.RowOf(schema), posterior.EncoderOutputs, latent, likelihood.OutputsPerValue, condition?.Size ?? 0, activation, weights, rng) { Conditioning = condition, Link = likelihood.Link, Outputs = schema.Table is null ? null : likelihood.Outputs(values), EncoderInputs = input.Inputs };
        IReadOnlyList<Penalty> penalties = Parts.MakeAll(settings, "penalties", Parts.Penalties, new PenaltyPlan(rows, plan));
        (Layer encoder, Layer decoder) = Networks.Make(settings, plan);
        encoder = input.Before(encoder, data);
        var around = new PriorPlan(encoder, posterior, condition, data, preparation);
        var vae = new Vae(schema.RowShape, encoder, posterior, prior(around), decoder, likelihood, bound, corruption, condition, penalties.Concat(own));
        return (SemiSupervisedSettings.Around(vae, settings, schema, rows, plan), likelihood.Domain);
    }

    /// <summary>The posterior that goes with the prior, where only one does.</summary>
    private static string UsualPosterior(Settings settings) => settings.KindOf("prior") switch { "uniform" => "concrete", "uniform-sphere" => "von-mises-fisher", "ladder" => "ladder", _ => "diagonal-gaussian" };

    /// <summary>The prior that goes with the posterior.</summary>
    private static string UsualPrior(Settings settings) => settings.KindOf("posterior") switch { "von-mises-fisher" => "uniform-sphere", "ladder" => "ladder", "concrete" or "vector-quantized" => "uniform", _ => "standard-normal" };

    /// <summary>The condition that goes with the prior, or with what is learned from few labels.</summary>
    private static string UsualCondition(Settings settings, DataSchema schema) => (settings.KindOf("prior"), settings.KindOf("semi-supervised")) switch
    {
        (_, "m2") => schema.Target is null ? "class" : "number",
        ("conditional", _) => "class",
        _ => "none",
    };

    private static TrainingOptions Training(Settings s, int? rows)
    {
        Func<IReadOnlyList<Tensor>, Optimizer> optimizer = Parts.Make(s, "optimizer", "adam", Parts.Optimizers);
        int batch = s.Integer("batch", 128, 1), steps = s.Integer("steps", 0, 0);
        // So many steps are as many epochs as it takes, which rows tell; who names epochs wants those.
        bool untold = steps > 0 && rows is null && !s.Has("epochs");
        int usual = steps > 0 && rows is { } count ? (int)Math.Max(1, Math.Min(int.MaxValue, ((long)steps * batch / Math.Max(1, count)) + 1)) : 30;
        return new TrainingOptions
        {
            Epochs = untold ? usual : s.Integer("epochs", usual, 1),
            BatchSize = rows is { } most && steps > 0 ? Math.Min(batch, most) : batch,
            Optimizer = optimizer,
            LearningRate = Rate(s),
            ClipNorm = s.Number("clip", 0),
            Patience = s.Integer("patience", 0, 0),
            Seed = Seed(s),
        };
    }

    private static LearningRate Rate(Settings s)
    {
        double initial = s.Positive("learning-rate", 1e-3), warmUp = s.Number("warm-up", 0);
        Settings decay = s.Part("decay", "constant");
        var rate = new LearningRate { Initial = initial, WarmUpEpochs = warmUp, Decay = decay.Choice("kind", LearningRateDecay.Constant, s_decays) };
        return rate.Decay switch
        {
            LearningRateDecay.Step => rate with { StepEpochs = decay.Positive("epochs", 10), Factor = decay.Positive("factor", 0.5) },
            LearningRateDecay.Lengthening => rate with { StepEpochs = decay.Positive("epochs", 1), Growth = decay.Positive("growth", 3), Factor = decay.Positive("factor", 0.5) },
            LearningRateDecay.Cosine => rate with { Floor = decay.Number("floor", 1e-3) },
            LearningRateDecay.Plateau => rate with { PlateauPatience = decay.Integer("patience", 3, 1), Factor = decay.Positive("factor", 0.5) },
            _ => rate,
        };
    }

    private static ulong Seed(Settings s) => (ulong)s.Integer("seed", 0, 0);
}
