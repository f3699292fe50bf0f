using Latent.Bounds;
using Latent.Conditions;
using Latent.Corruptions;
using Latent.Data;
using Latent.Evaluation.Images;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Penalties;
using Latent.Pictures;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Composition;

/// <summary>The parts that a recipe can name, a line each. What a part needs beyond its settings comes from the model around it.</summary>
internal static class Parts
{
    private static readonly (string, Kernel)[] s_kernels = [("gaussian", Kernel.Gaussian), ("inverse-multiquadric", Kernel.InverseMultiquadric)];

    private static readonly (string, bool)[] s_covariances = [("means", false), ("aggregate", true)];
    public static readonly (string Name, Activation Value)[] Activations =
    [
        ("relu", Activation.Relu), ("leaky-relu", Activation.LeakyRelu), ("elu", Activation.Elu), ("tanh", Activation.Tanh),
        ("sigmoid", Activation.Sigmoid), ("softplus", Activation.Softplus), ("gelu", Activation.Gelu), ("silu", Activation.Silu),
        ("none", Activation.None),
    ];

    public static readonly (string Name, Func<Settings, LatentPlan, Posterior> Value)[] Posteriors =
    [
        ("diagonal-gaussian", (s, plan) => new DiagonalGaussian(plan.Latent)),
        ("deterministic", (s, plan) => new Deterministic(plan.Latent, s.Choice("activation", Activation.None, Activations))),
        ("concrete", ConcreteOf),
        ("full-gaussian", FlowParts.FullGaussian),
        ("inverse-autoregressive", FlowParts.InverseAutoregressive),
        ("ladder", (s, plan) => LadderOf(s, plan)),
        ("planar", FlowParts.Planar),
        ("radial", FlowParts.Radial),
        ("sylvester", FlowParts.Sylvester),
        ("vector-quantized", VectorQuantizedOf),
        ("von-mises-fisher", (s, plan) => new VonMisesFisher(plan.Latent)),
    ];

    // The settings are read where they stand; the prior is made when the encoder is there.
    public static readonly (string Name, Func<Settings, LatentPlan, Func<PriorPlan, Prior>> Value)[] Priors =
    [
        ("standard-normal", (s, plan) => _ => new StandardNormal(plan.Latent)),
        ("conditional", (s, plan) =>
        {
            int[] hidden = s.Integers("hidden", 64);
            return known => ConditionalOf(hidden, plan, known.Condition);
        }),
        ("exemplar", (s, plan) =>
        {
            int components = s.Integer("components", 500, 1);
            return known => new ExemplarPrior(known.Encoder, known.Posterior, Tensor.Constant(known.Rows(components, plan), new Shape(components, known.Encoder.Inputs)));
        }),
        ("gaussian-mixture", (s, plan) =>
        {
            int components = s.Integer("components", 10, 1);
            plan.Weights.Take(2, components, plan.Latent);
            return _ => new GaussianMixture(plan.Latent, components, plan.Rng.Split("prior"));
        }),
        ("ladder", (s, plan) => known => known.Posterior is LadderPosterior ladder ? ladder.Prior : throw new InputException("The prior ladder is made with the posterior ladder; set model.posterior to ladder, too, or take another prior.")),
        ("laplace", (s, plan) =>
        {
            double scale = s.Positive("scale", 1);
            return _ => new LaplacePrior(plan.Latent, scale);
        }),
        ("masked-autoregressive", (s, plan) => Alone(FlowParts.MaskedAutoregressivePrior(s, plan))),
        ("realnvp", (s, plan) => Alone(FlowParts.RealNvpPrior(s, plan))),
        ("uniform", (s, plan) => known => known.Posterior is DiscretePosterior discrete ? discrete.Uniform : throw new InputException("The prior uniform is one over codes; take the posterior concrete or vector-quantized, or the prior standard-normal.")),
        ("uniform-sphere", (s, plan) => _ => plan.Latent >= 2 ? new UniformSphere(plan.Latent) : throw new InputException("A latent of 1 value is no direction; for the prior uniform-sphere set model.latent to 2 or more.")),
        ("vamp", (s, plan) =>
        {
            int components = s.Integer("components", 500, 1);
            return known => new VampPrior(known.Encoder, known.Posterior, Tensor.Parameter(known.Rows(components, plan), new Shape(components, known.Encoder.Inputs)));
        }),
    ];

    public static readonly (string Name, Func<Settings, DataSchema, Likelihood> Value)[] Likelihoods =
    [
        ("columns", LikelihoodParts.Columns),
        ("bernoulli", (s, schema) => new Bernoulli()),
        ("continuous-bernoulli", (s, schema) => new ContinuousBernoulli()),
        ("gaussian", (s, schema) => LikelihoodParts.Gaussian(s, schema.RowShape.Length)),
        ("laplace", (s, schema) => LikelihoodParts.Laplace(s, schema.RowShape.Length)),
        ("discretized-logistic", (s, schema) => LikelihoodParts.DiscretizedLogistic(s, schema.RowShape.Length)),
        ("discretized-logistic-mixture", (s, schema) => LikelihoodParts.DiscretizedLogisticMixture(s, schema.RowShape.Length)),
        ("student-t", (s, schema) => LikelihoodParts.StudentT(s, schema.RowShape.Length)),
        ("beta", (s, schema) => LikelihoodParts.Beta(s, schema.RowShape.Length)),
        ("categorical", (s, schema) => LikelihoodParts.Categorical(s, schema.RowShape.Length)),
        ("poisson", (s, schema) => LikelihoodParts.Poisson(s, schema.RowShape.Length)),
        ("negative-binomial", (s, schema) => LikelihoodParts.NegativeBinomial(s, schema.RowShape.Length)),
        ("zero-inflated-negative-binomial", (s, schema) => LikelihoodParts.ZeroInflatedNegativeBinomial(s, schema.RowShape.Length)),
    ];

    public static readonly (string Name, Func<Settings, Bound> Value)[] Bounds =
    [
        ("elbo", s => new Elbo(s.Schedule("beta", 1), s.Within("free-bits", 0, minimum: 0), s.Integer("samples", 1, 1), s.Within("reconstruction", 1, minimum: 0), s.Flag("sticks-the-landing", false))),
        ("capacity", s => new CapacityElbo(s.Schedule("capacity", 25), s.Positive("gamma", 1000))),
        ("importance-weighted", s => new ImportanceWeighted(s.Integer("samples", 50, 1), GradientOf(s))),
        ("combined-importance-weighted", s => new CombinedImportanceWeighted(s.Integer("samples", 50, 1), ElboShare(s), GradientOf(s))),
        ("partially-importance-weighted", s => new PartiallyImportanceWeighted(s.Integer("samples", 50, 1), s.Integer("groups", 5, 1))),
        ("renyi", s => new Renyi(s.Integer("samples", 50, 1), s.Number("alpha", 0.5), GradientOf(s))),
    ];

    public static readonly (string Name, Func<Settings, ModelRows, Corruption?> Value)[] Corruptions =
    [
        ("none", (s, rows) => null),
        ("gaussian", (s, rows) => new GaussianNoise(s.Positive("deviation", 0.3), s.Flag("clip", false) && rows.RequireUnit("the corruption gaussian with 'clip'"))),
        ("masking", (s, rows) => new MaskingNoise(Probability(s))),
        ("cells", (s, rows) => new CellMasking(rows.RequireTable("the corruption cells"), Probability(s), s.Flag("varies", false))),
        ("patches", (s, rows) =>
        {
            ImageLayout layout = rows.RequirePictures("the corruption patches");
            return new PatchMasking(layout, Probability(s), s.Integer("side", Math.Max(1, layout.Side / 4), 1, layout.Side));
        }),
        ("movement", (s, rows) =>
        {
            rows.RequirePictures("the corruption movement");
            return new Movement(
                new Augmentation { Shift = s.Integer("shift", 2, 0), Rotation = s.Number("rotation", 0), Edge = AugmentationEdge.Zero, Volumes = rows.Schema.Kind is DataKind.Volume }, rows.Schema.RowShape);
        }),
        ("salt-and-pepper", (s, rows) =>
        {
            rows.RequireUnit("the corruption salt-and-pepper");
            return new SaltAndPepper(Probability(s));
        }),
    ];

    public static readonly (string Name, Func<Settings, PenaltyPlan, Penalty> Value)[] Penalties =
    [
        ("multi-scale-ssim", (s, plan) => new MultiScaleSsim(plan.Rows.RequireUnitPictures("the penalty multi-scale-ssim"), s.Within("weight", 100, minimum: 0), s.Integer("scales", StructuralSimilarity.MostScales, 1, StructuralSimilarity.MostScales))),
        ("adversary", AdversaryOf),
        ("contraction", (s, plan) => new Contraction(Weight(s, 0.1))),
        ("decoder-smoothness", (s, plan) => new DecoderSmoothness(Weight(s, 0.01))),
        ("decoder-spectrum", (s, plan) => new DecoderSpectrum(Weight(s, 0.1))),
        ("decoder-weights", (s, plan) => new DecoderWeights(Weight(s, 0.01))),
        ("density-ratio", (s, plan) => new DensityRatio(plan.Network.Latent, ContestOf(s, plan), Weight(s, plan.PerValue(0.01)), plan.Network.Rng.Split("critic"))),
        ("dip-covariance", DipCovarianceOf),
        ("laplacian-pyramid", (s, plan) => new LaplacianPyramid(plan.Rows.RequireUnitPictures("the penalty laplacian-pyramid"), s.Within("weight", 1, minimum: 0), s.Integer("levels", 5, 1))),
        ("latent-critic", (s, plan) => new LatentCritic(plan.Network.Latent, ContestOf(s, plan), Weight(s, plan.PerValue(0.025)), plan.Network.Rng.Split("critic"))),
        ("latent-norm", (s, plan) => new LatentNorm(Weight(s, 1))),
        ("mmd", (s, plan) => new Mmd(Weight(s, plan.PerValue(1)), s.Choice("kernel", Kernel.InverseMultiquadric, s_kernels))),
        ("sparsity-l1", (s, plan) => new L1Sparsity(Weight(s, 1))),
        ("sparsity-rate", (s, plan) => new RateSparsity(Weight(s, plan.PerValue(0.004)), s.Within("rate", 0.05, minimum: 1e-6, limit: 1))),
        ("total-correlation", (s, plan) => new TotalCorrelation(Weight(s, plan.PerValue(0.00125)), s.Flag("stratified", false))),
    ];

    public static readonly (string Name, Func<Settings, DataSchema, Conditioning?> Value)[] Conditions =
    [
        ("none", (s, schema) => null),
        ("class", (s, schema) => schema.Classes.Count > 0
            ? new ClassCondition(schema.Classes.Count)
            : throw new InputException($"The recipe's 'model.condition' is class, and the rows of {schema.Name} have no labels that could be classes; name the column or array that holds them with --label, or take a folder with a sub-folder a class.")),
        ("number", (s, schema) => schema.Target is not null ? new NumberCondition() : throw new InputException($"The recipe's 'model.condition' is number, and it is not said which number of the rows of {schema.Name} that is; name it with --target.")),
        ("low-resolution", (s, schema) => new LowResolution(schema.RowShape, s.Integer("factor", 2, 2))),
        ("given-frames", (s, schema) => new GivenFrames(schema.RowShape, s.Integer("frames", 1, 1))),
    ];

    public static readonly (string Name, Func<Settings, Func<IReadOnlyList<Tensor>, Optimizer>> Value)[] Optimizers =
    [
        ("adam", s => AdamOf(s, decoupled: false, weightDecay: 0)),
        ("adamw", s => AdamOf(s, decoupled: true, weightDecay: 0.01)),
        ("sgd", s =>
        {
            double momentum = s.Within("momentum", 0.9, minimum: 0, limit: 1), weightDecay = s.Within("weight-decay", 0, minimum: 0);
            return parameters => new MomentumDescent(parameters, momentum, weightDecay);
        }),
    ];

    /// <summary>Makes the part that a branch names.</summary>
    public static TPart Make<TPart>(Settings settings, string key, string fallback, (string Name, Func<Settings, TPart> Value)[] known)
    {
        Settings branch = settings.Part(key, fallback);
        return Named(branch, fallback, known)(branch);
    }

    /// <summary>Makes the part that a branch names, given what it has to fit: a size, or the rows.</summary>
    public static TPart Make<TPart, TContext>(Settings settings, string key, string fallback, (string Name, Func<Settings, TContext, TPart> Value)[] known, TContext context)
    {
        Settings branch = settings.Part(key, fallback);
        return Named(branch, fallback, known)(branch, context);
    }

    /// <summary>Makes the parts of a list.</summary>
    public static IReadOnlyList<TPart> MakeAll<TPart, TContext>(Settings settings, string key, (string Name, Func<Settings, TContext, TPart> Value)[] known, TContext context) =>
        [.. settings.Parts(key).Select(branch => Named(branch, known[0].Name, known)(branch, context))];

    private static EncoderGradient GradientOf(Settings s) => (s.Flag("doubly-reparameterized", false), s.Flag("sticks-the-landing", false)) switch
    {
        (true, true) => throw new InputException("The recipe's 'model.bound' is both doubly-reparameterized and sticks-the-landing, which are two gradients of the encoder; take one of them."),
        (true, false) => EncoderGradient.DoublyReparameterized,
        (false, true) => EncoderGradient.StickingTheLanding,
        _ => EncoderGradient.Plain,
    };

    private static double ElboShare(Settings s) => s.Within("elbo-share", 0.5, minimum: 0.001, limit: 1);

    private static double Weight(Settings s, double fallback) => s.Within("weight", fallback, minimum: 0);

    private static DipCovariance DipCovarianceOf(Settings s, PenaltyPlan plan)
    {
        bool aggregated = s.Choice("of", false, s_covariances);
        return new(aggregated, s.Within("off-diagonal", plan.PerValue(0.01), minimum: 0), s.Within("diagonal", plan.PerValue(aggregated ? 0.01 : 0.1), minimum: 0));
    }

    /// <summary>The hidden layers of a critic of latents.</summary>
    private static int[] ContestOf(Settings s, PenaltyPlan plan)
    {
        int[] hidden = s.Integers("hidden", 256, 256);
        plan.Network.Weights.TakePerceptron([plan.Network.Latent, .. hidden, 1]);
        return hidden;
    }

    private static double Probability(Settings s) => s.Within("probability", 0.25, minimum: 0, limit: 1);

    private static Func<IReadOnlyList<Tensor>, Optimizer> AdamOf(Settings s, bool decoupled, double weightDecay)
    {
        var options = new AdamOptions
        {
            Beta1 = s.Within("beta1", 0.9, minimum: 0, limit: 1),
            Beta2 = s.Within("beta2", 0.999, minimum: 0, limit: 1),
            Epsilon = s.Positive("epsilon", 1e-8),
            WeightDecay = s.Within("weight-decay", weightDecay, minimum: 0),
            Decoupled = decoupled,
        };
        return parameters => new Adam(parameters, options);
    }

    private static Concrete ConcreteOf(Settings s, LatentPlan plan)
    {
        int categories = s.Integer("categories", Math.Max(2, plan.Divisor(10)), 2);
        int groups = plan.PartsOf(categories, "categories");
        return new Concrete(groups, categories, s.Schedule("temperature", 2.0 / 3), s.Flag("straight-through", false));
    }

    private static VectorQuantized VectorQuantizedOf(Settings s, LatentPlan plan)
    {
        int codes = s.Integer("codes", 128, 2, 1 << 20), dimension = s.Integer("dimension", plan.Divisor(8), 1);
        int positions = plan.PartsOf(dimension, "dimension");
        plan.Weights.Take(codes, dimension + 1);
        var options = new CodebookOptions
        {
            ByGradient = s.Choice("codebook", false, [("moving-average", false), ("gradient", true)]),
            Decay = s.Within("decay", 0.99, minimum: 0, limit: 1),
            Restart = s.Within("restart", 0.05, minimum: 0, limit: 1),
        };
        return new VectorQuantized(positions, new Codebook(codes, dimension, options, plan.Rng), s.Within("commitment", 0.25, minimum: 0));
    }

    private static Adversary AdversaryOf(Settings s, PenaltyPlan plan)
    {
        NetworkPlan network = plan.Network;
        int most = Critic.MostLayers(network.Row);
        int[] channels = s.Integers("channels", network.Dimensions > 0 ? ConvolutionalNetwork.UsualChannels(network.Row) : [64, 32]);
        if (channels.Length > most)
        {
            throw new InputException($"The recipe's penalty adversary has a critic that halves rows of {network.Row} {channels.Length} times, and nothing would be left; name at most {most} 'channels'.");
        }
        int layers = s.Integer("layers", Math.Min(2, channels.Length), 1, channels.Length);
        double realism = s.Within("weight", 8, minimum: 0), similarity = s.Within("similarity", 0.1, minimum: 0), rate = s.Positive("critic-rate", 4);
        network.Weights.TakeCritic(network.Row, channels, layers);
        return new Adversary(network.Row, plan.Rows.IsUnit, channels, layers, realism, similarity, rate, network.Rng.Split("critic"));
    }

    private static Func<PriorPlan, Prior> Alone(Prior prior) => _ => prior;

    private static ConditionalGaussian ConditionalOf(int[] hidden, LatentPlan plan, Conditioning? condition)
    {
        if (condition is null)
        {
            throw new InputException("The prior conditional depends on a condition, and the model has none; set model.condition, to class for one, or take the prior standard-normal.");
        }
        int[] sizes = [condition.Size, .. hidden, 2 * plan.Latent];
        plan.Weights.TakePerceptron(sizes);
        return new ConditionalGaussian(Sequence.Perceptron(sizes, plan.Activation, plan.Rng.Split("prior")));
    }

    private static LadderPosterior LadderOf(Settings s, LatentPlan plan)
    {
        int[] levels = s.Integers("levels", UsualLevels(plan.Latent)), hidden = s.Integers("hidden", 64);
        if (levels.Length < 2 || levels.Sum(n => (long)n) != plan.Latent)
        {
            throw new InputException($"The recipe's 'model.posterior.levels' are [{string.Join(", ", levels)}], and 'model.latent' is {plan.Latent}; name two levels or more whose sizes add up to it.");
        }
        for (int i = 1; i < levels.Length; i++)
        {
            plan.Weights.TakePerceptron([levels[i], .. hidden, 2 * levels[i - 1]]);
        }
        return new LadderPosterior(new LadderPrior(levels, hidden, plan.Activation, plan.Rng.Split("prior")));
    }

    /// <summary>Two thirds of the values next to the data, the rest above.</summary>
    private static int[] UsualLevels(int latent) => latent < 2 ? [latent] : [latent - Math.Max(1, latent / 3), Math.Max(1, latent / 3)];

    private static TFactory Named<TFactory>(Settings branch, string fallback, (string Name, TFactory Value)[] known) =>
        branch.Choice("kind", known.First(k => k.Name == fallback).Value, known);
}
