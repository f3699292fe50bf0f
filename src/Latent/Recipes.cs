using Latent.Composition;
using Latent.Data;
using Latent.Tensors;

namespace Latent;

/// <summary>
/// The models that have names, a line each: what its paper changes from the plain VAE. A recipe is a tree of settings
/// (<see cref="Recipe"/>); what it leaves out is chosen to fit the data.
/// </summary>
public static class Recipes
{
    // Normalised channels bear a high rate, and reach in sixteen epochs what plain ones do not in thirty.
    private const string NormalizedTraining = "training: { epochs: 16, learning-rate: 0.002, decay: cosine }";

    // As many steps as it takes, however many rows there are: few are gone through often.
    private const string TableTraining = "training: { steps: 3000, learning-rate: 0.005, decay: cosine, clip: 20, optimizer: { kind: adamw, beta2: 0.99, weight-decay: 0.01 } }";

    // A rare row far out on a chain of flows must not move all weights.
    private const string FlowTraining = "\ntraining: { clip: 20 }";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<NamedRecipe> All { get; } =
    [
        new("vae", "Kingma and Welling 2014", "The plain VAE: generate, compress, score.", "model: { bound: elbo }"),
        new("conv-vae", "Radford et al. 2016", "A convolutional VAE for pictures; depth and width follow their size.", "model: { network: { kind: convolutional, normalization: batch }, bound: elbo }\n" + NormalizedTraining) { Kinds = NamedRecipe.Spatial },
        new("conditional-vae", "Sohn et al. 2015", "A VAE that is told the class of every row, and makes rows of the class that it is told.", "model: { network: fitting, condition: class, bound: elbo }"),
        new("semi-supervised", "Kingma et al. 2014; Sohn et al. 2020", "Classes from few labels: M2 with a classifier that must say the same of a picture that is moved and partly hidden.",
            "model: { hidden: [256], bound: elbo, semi-supervised: { kind: m2, network: fitting, dropout: 0.3, generative: 0.1, consistency: 10 } }\ntraining: { epochs: 10, batch: 128, decay: cosine }"),
        new("m1", "Kingma et al. 2014", "Classes from few labels: a classifier of a VAE's latents.",
            "model: { latent: 50, bound: elbo, semi-supervised: { kind: m1, dropout: 0.2 } }\ntraining: { epochs: 20, decay: cosine }"),
        new("m2", "Kingma et al. 2014", "Classes from few labels: the class is a latent of its own, summed over where it is unknown.",
            "model: { latent: 50, hidden: [256], bound: elbo, semi-supervised: { kind: m2, classifier-hidden: [512, 256], dropout: 0.3, generative: 0.1, consistency: 10 } }\ntraining: { epochs: 10, learning-rate: 0.002, decay: cosine }"),
        new("m1-m2", "Kingma et al. 2014", "Classes from few labels: M2 over the latents of a VAE.",
            "model: { latent: 50, bound: elbo, semi-supervised: { kind: m1-m2, network: fitting, latent: 4, dropout: 0.3, generative: 0.1, consistency: 10 } }\ntraining: { epochs: 10, decay: cosine }"),
        new("denoising-vae", "Im et al. 2017", "Cleans pictures: the encoder sees them with noise, the decoder is scored on them without.", "model: { network: spatial, likelihood: { kind: gaussian, deviation: 0.2 }, corruption: { kind: gaussian, deviation: 0.3, clip: true }, bound: { kind: elbo, beta: 0.01 } }\ntraining: { epochs: 6, batch: 64, learning-rate: 0.002, decay: cosine }") { Kinds = NamedRecipe.Spatial },
        new("upscaling-vae", "Sohn et al. 2015", "Makes small pictures larger: the condition is the picture with half the sides.", "model: { network: upscaling, condition: { kind: low-resolution, factor: 2 }, likelihood: { kind: gaussian, deviation: 0.2 }, bound: elbo }") { Kinds = [DataKind.Image] },
        new("video-vae", "Babaeizadeh et al. 2018; Denton and Fergus 2018", "Sequences of pictures: encodes the first frames and forecasts the next.", "{ model: { network: recurrent, likelihood: { kind: gaussian, variance: optimal }, latent: 32, bound: { kind: elbo, beta: { kind: linear, from: 0, to: 1, epochs: 5 } } }, training: { epochs: 15, batch: 32, learning-rate: 0.002, decay: cosine } }") { Kinds = [DataKind.Sequence] },
        new("resnet-vae", "He et al. 2016", "A deeper convolutional VAE of residual blocks, for pictures of 64 x 64 and up.", "model: { network: residual, activation: silu, bound: elbo }") { Kinds = NamedRecipe.Spatial, QuickEpochs = 3 },
        new("perceptual-vae", "Wang et al. 2003", "Pictures compared by structure and by octave, beside value by value.",
            "model: { network: { kind: convolutional, normalization: batch }, bound: elbo, penalties: [multi-scale-ssim, laplacian-pyramid] }\n" + NormalizedTraining) { Kinds = [DataKind.Image] },
        new("vae-gan", "Larsen et al. 2016", "Sharper pictures: a critic's features judge reconstructions, its score their realism.",
            "model: { network: { kind: convolutional, normalization: group, enlarging: linear }, likelihood: { kind: gaussian, variance: optimal }, prior: realnvp, bound: { kind: elbo, beta: 1.75, reconstruction: 0.05 }, penalties: [adversary] }\ntraining: { optimizer: { kind: adam, beta1: 0.5 }, learning-rate: 0.0005, decay: cosine, batch: 32, clip: 20 }") { Kinds = NamedRecipe.Spatial, QuickEpochs = 1 },
        new("volume-vae", "Kingma and Welling 2014; Rybkin et al. 2021", "A VAE for volumes, such as scans: convolutions in three dimensions.",
            "data: { augment: { shift: 2 } }\nmodel: { network: { kind: convolutional, normalization: group, linear: true }, latent: 32, likelihood: { kind: gaussian, variance: optimal }, bound: { kind: elbo, beta: { kind: linear, from: 0, to: 1, epochs: 10 } } }\ntraining: { batch: 8, epochs: 130, decay: cosine }") { Kinds = [DataKind.Volume], QuickEpochs = 3 },
        new("table-vae", "Nazabal et al. 2020; Mattei and Frellsen 2019", "A VAE for tables of mixed columns, with gaps: every column has a likelihood of its kind.",
            "model: { likelihood: columns, hidden: [256, 128], decoder-hidden: [128, 256], latent: 16, activation: silu, bound: { kind: importance-weighted, samples: 10 }, corruption: { kind: cells, probability: 0.25, varies: true } }\n" + TableTraining) { Kinds = [DataKind.Table], OnlyTables = true },
        new("table-semi-supervised", "Kingma et al. 2014; Xie et al. 2020", "Classes from few labels in a table: M2 with networks that must say the same of a row with most of its cells hidden.",
            "model: { likelihood: columns, hidden: [64], latent: 8, bound: elbo, semi-supervised: { kind: m2, classifier-hidden: [128], members: 5, dropout: 0.7, alpha: 1, generative: 0, consistency: 1, view: { kind: cells, probability: 0.7 }, quantiles: true, without-twins: true, cell-units: 128 } }\ntraining: { steps: 600, batch: 256, learning-rate: 0.002, decay: cosine, optimizer: { kind: adamw, weight-decay: 0.01 } }") { Kinds = [DataKind.Table], OnlyTables = true, TellsClass = true },
        new("table-regression", "Kingma et al. 2014; Xie et al. 2020", "A number from few labels in a table: M2 with a network that must say the same of a row with a fifth of its cells hidden.",
            "model: { likelihood: columns, hidden: [64], latent: 8, bound: elbo, semi-supervised: { kind: m2, classifier-hidden: [128], members: 5, dropout: 0.7, quantiles: true, alpha: 1, generative: 0, consistency: 1, only-views: true } }\ntraining: { steps: 200, batch: 256, learning-rate: 0.002, decay: cosine, clip: 5, optimizer: { kind: adamw, weight-decay: 0.1 } }") { Kinds = [DataKind.Table], OnlyTables = true, TellsNumber = true },
        new("count-vae", "Kingma and Welling 2014; Grønbech et al. 2020", "A VAE for tables of counts, such as reads of genes: negative binomial, with an overdispersion for every column.", CountModel("negative-binomial")) { Kinds = [DataKind.Table], OnlyCounts = true },
        new("zero-inflated-vae", "Lopez et al. 2018", "As count-vae, for counts of which some are lost and read zero.", CountModel("zero-inflated-negative-binomial")) { Kinds = [DataKind.Table], OnlyCounts = true },
        new("student-t-vae", "Takahashi et al. 2018", "A VAE that wild values do not mislead: noise with heavy tails, whose weight is learned.", "model: { likelihood: { kind: student-t, variance: feature, degrees: scalar }, bound: elbo }") { Kinds = [DataKind.Table] },
        new("beta-vae", "Higgins et al. 2017", "A heavier KL: latents that follow single factors.", "model: { bound: { kind: elbo, beta: 4 } }"),
        new("iwae", "Burda et al. 2016", "A tighter bound from 50 weighted samples: better likelihood.", "model: { bound: { kind: importance-weighted, samples: 50 } }") { QuickEpochs = 3 },
        new("burda-iwae", "Burda et al. 2016", "The network, the bound and the whole schedule of the weighted bound's paper: 3280 epochs.",
            "model: { hidden: [200, 200], decoder-hidden: [200, 200], latent: 50, activation: tanh, bound: { kind: importance-weighted, samples: 50 } }\ntraining: { epochs: 3280, batch: 20, optimizer: { kind: adam, epsilon: 0.0001 }, decay: { kind: lengthening, epochs: 1, growth: 3, factor: 0.719686 } }"),
        new("vamp", "Tomczak and Welling 2018", "A prior that the encoder itself makes of 500 learned pseudo-inputs: better likelihood and samples.", "model: { prior: vamp, bound: { kind: elbo, beta: { kind: linear, from: 0, to: 1, epochs: 5 } } }"),
        new("exemplar-vae", "Norouzi et al. 2020", "A prior around the codes of 500 rows of the training data.", "model: { prior: exemplar, bound: { kind: elbo, beta: { kind: linear, from: 0, to: 1, epochs: 5 } } }"),
        new("mixture-prior", "Jiang et al. 2017", "A prior of ten learned groups: latents that cluster.", "model: { prior: gaussian-mixture, bound: elbo }"),
        new("conditional-prior", "Sohn et al. 2015", "A conditional VAE whose prior follows the class, too.", "model: { network: fitting, condition: class, prior: conditional, bound: elbo }"),
        new("hyperspherical-vae", "Davidson et al. 2018", "Latents on a sphere, where no direction is special: for data that go around.", "model: { posterior: von-mises-fisher, prior: uniform-sphere, bound: elbo }"),
        new("ladder-vae", "Sønderby et al. 2016", "Two levels of latents, the upper of which says where the lower may be.", "model: { posterior: ladder, prior: ladder, bound: { kind: elbo, beta: { kind: linear, from: 0, to: 1, epochs: 5 } } }"),
        new("full-gaussian", "Kingma and Welling 2019", "A posterior whose latent values depend on one another.", "model: { posterior: full-gaussian, bound: elbo }"),
        new("flow", "Kingma et al. 2016", "A more flexible posterior: inverse autoregressive flows after the Gaussian.", "model: { posterior: inverse-autoregressive, bound: elbo }" + FlowTraining),
        new("planar-flow", "Rezende and Mohamed 2015", "A posterior of planar flows, whose parameters come from the encoder.", "model: { posterior: planar, bound: elbo }" + FlowTraining),
        new("sylvester-flow", "van den Berg et al. 2018", "A posterior of Sylvester flows: as many planar ones at once as there are latents.", "model: { posterior: sylvester, bound: elbo }" + FlowTraining),
        new("realnvp-prior", "Dinh et al. 2017; Chen et al. 2017", "A learned prior of coupling flows: better likelihood, and samples that follow the posteriors.", "model: { prior: realnvp, bound: elbo }" + FlowTraining),
        new("maf-prior", "Papamakarios et al. 2017", "A learned prior of masked autoregressive flows: its density is fast, its samples are slower.", "model: { prior: masked-autoregressive, bound: elbo }" + FlowTraining),
        new("concrete-vae", "Jang et al. 2017; Maddison et al. 2017", "Latents that are choices: groups of categories, one of each.", "model: { latent: 200, posterior: { kind: concrete, categories: 10, temperature: { kind: linear, from: 1, to: 0.5, epochs: 10 } }, bound: elbo }"),
        new("vq-vae", "van den Oord et al. 2017", "Latents that are small pictures of codes, whose own distribution is learned afterwards.", "model: { network: spatial, posterior: vector-quantized, bound: elbo }\ntraining: { epochs: 10, learning-rate: 0.002, decay: cosine }") { Kinds = NamedRecipe.Spatial },
        new("ae", "Hinton and Salakhutdinov 2006", "A plain autoencoder: compress and reconstruct, no density.", "model: { posterior: deterministic, bound: elbo }"),
        new("beta-tcvae", "Chen et al. 2018", "Latents that tell nothing of one another: the KL's total correlation alone weighs more.", "model: { bound: elbo, penalties: [total-correlation] }"),
        new("factor-vae", "Kim and Mnih 2018", "The same through a critic that learns to see what latents tell of one another.", "model: { bound: elbo, penalties: [density-ratio] }"),
        new("dip-vae-1", "Kumar et al. 2018", "Latent means without covariances.", "model: { bound: elbo, penalties: [{ kind: dip-covariance, of: means }] }"),
        new("dip-vae-2", "Kumar et al. 2018", "Latents without covariances, their noise included.", "model: { bound: elbo, penalties: [{ kind: dip-covariance, of: aggregate }] }"),
        new("info-vae", "Zhao et al. 2019", "Latents that keep more of a row: half the KL, and a kernel that holds all latents together to the prior.", "model: { bound: { kind: elbo, beta: 0.5 }, penalties: [{ kind: mmd, kernel: gaussian }] }"),
        new("wae-mmd", "Tolstikhin et al. 2018", "An autoencoder whose latents are held to the prior by a kernel: reconstructs sharply, and samples.", "model: { posterior: deterministic, bound: elbo, penalties: [mmd] }"),
        new("wae-gan", "Tolstikhin et al. 2018", "An autoencoder whose latents are held to the prior by a critic.", "model: { posterior: deterministic, bound: elbo, penalties: [latent-critic] }\ntraining: { optimizer: { kind: adam, beta1: 0.5 } }"),
        new("aae", "Makhzani et al. 2015", "A noisy encoder without a KL, whose latents a critic holds to the prior.", "model: { bound: { kind: elbo, beta: 0 }, penalties: [latent-critic] }\ntraining: { optimizer: { kind: adam, beta1: 0.5 } }"),
        new("rae", "Ghosh et al. 2020", "An autoencoder made smooth by small latents and a small decoder, to be sampled through a fitted density.", "model: { posterior: deterministic, bound: elbo, penalties: [{ kind: latent-norm, weight: 0.5 }, { kind: decoder-weights, weight: 0.01 }] }"),
        new("sparse-ae", "Ng 2011", "Units that are on for few rows each.", "model: { posterior: { kind: deterministic, activation: sigmoid }, bound: elbo, penalties: [sparsity-rate] }"),
        new("contractive-ae", "Rifai et al. 2011", "Latents that small changes of a row hardly move.", "model: { posterior: deterministic, bound: elbo, penalties: [contraction] }"),
        new("miwae", "Mattei and Frellsen 2019", "Rows with gaps: a weighted bound of the values that are there.", "model: { bound: { kind: importance-weighted, samples: 20, doubly-reparameterized: true } }"),
        new("piwae", "Rainforth et al. 2018", "The decoder follows all weighted samples, the encoder groups of them.", "model: { bound: { kind: partially-importance-weighted, samples: 50, groups: 5 } }") { QuickEpochs = 2 },
        new("ciwae", "Rainforth et al. 2018", "Half ELBO, half weighted bound.", "model: { bound: { kind: combined-importance-weighted, samples: 50, elbo-share: 0.5 } }") { QuickEpochs = 3 },
        new("renyi-vae", "Li and Turner 2016", "A bound between the ELBO and the weighted one, set by alpha.", "model: { bound: { kind: renyi, samples: 50, alpha: 0.5 } }") { QuickEpochs = 2 },
        new("dae", "Vincent et al. 2008", "An autoencoder that undoes noise put on its input.", "model: { posterior: deterministic, bound: elbo, corruption: { kind: gaussian, deviation: 0.3 } }"),
    ];

    private static string CountModel(string likelihood) =>
        $"model: {{ hidden: [128], latent: 10, likelihood: {likelihood}, bound: elbo }}\ntraining: {{ batch: 32, epochs: 60, learning-rate: 0.002, decay: cosine }}";

    /// <summary>The recipe that is taken for data of a kind when none is named.</summary>
    public static NamedRecipe DefaultFor(DataKind kind) => Find(kind switch { DataKind.Image => "conv-vae", DataKind.Sequence => "video-vae", DataKind.Volume => "volume-vae", _ => "vae" });

    /// <summary>The recipe that is taken for a data set when none is named.</summary>
    public static NamedRecipe DefaultFor(DataSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Table is not null ? Find("table-vae") : DefaultFor(data.Kind, data.RowShape);
    }

    /// <summary>The recipe that is taken for rows of a kind and shape: sequences of one frame, or of anything but pictures, are rows like others.</summary>
    public static NamedRecipe DefaultFor(DataKind kind, Shape row) => kind is DataKind.Sequence && (row.Rank is not (3 or 4) || row[0] < 2 || row[1] < 2 || row[2] < 2)
        ? Find("vae")
        : DefaultFor(kind);

    /// <summary>The recipe of this name.</summary>
    /// <exception cref="InputException">There is none; the message suggests the nearest.</exception>
    public static NamedRecipe Find(string name) => All.FirstOrDefault(r => r.Name == name)
        ?? throw new InputException($"There is no recipe '{name}'; did you mean '{NearestName.Of(name, All.Select(r => r.Name)) ?? "vae"}'? 'latent recipes' lists them all, and a recipe can also be a .yaml or .json file.");
}

/// <summary>A recipe with a name.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Paper">Where it comes from.</param>
/// <param name="Summary">What it is for, in a sentence.</param>
/// <param name="Yaml">What it changes from the defaults.</param>
public sealed record NamedRecipe(string Name, string Paper, string Summary, string Yaml)
{
    /// <summary>Rows with neighbourhoods.</summary>
    internal static IReadOnlyList<DataKind> Spatial { get; } = [DataKind.Image, DataKind.Sequence, DataKind.Volume];

    /// <summary>The kinds of data that it takes.</summary>
    public IReadOnlyList<DataKind> Kinds { get; init; } = [DataKind.Table, DataKind.Image, DataKind.Sequence, DataKind.Volume];

    /// <summary>Whether it is for tables with columns of several kinds, not for plain rows of numbers.</summary>
    public bool OnlyTables { get; init; }

    /// <summary>How many epochs a first look takes: few enough for two minutes over 10,000 small pictures.</summary>
    public int QuickEpochs { get; init; } = 5;

    /// <summary>Whether it is for counts alone: whole numbers from 0.</summary>
    public bool OnlyCounts { get; init; }

    /// <summary>Whether it tells a class from the other columns of a table.</summary>
    public bool TellsClass { get; init; }

    /// <summary>Whether it tells a number from the other columns of a table.</summary>
    public bool TellsNumber { get; init; }

    /// <summary>What a row must be for it; null where it takes several kinds, plain rows of numbers among them.</summary>
    public DataKind? Form => OnlyTables || OnlyCounts ? DataKind.Table : Kinds is [var only] && only is not DataKind.Table ? only : null;
}
