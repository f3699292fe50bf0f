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

    /// <summary>All of them.</summary>
    public static IReadOnlyList<NamedRecipe> All { get; } =
    [
        new("vae", "Kingma and Welling 2014", "The plain VAE: generate, compress, score.", "model: { bound: elbo }"),
        new("conv-vae", "Radford et al. 2016", "A convolutional VAE for pictures; depth and width follow their size.", "model: { network: { kind: convolutional, normalization: batch }, bound: elbo }\n" + NormalizedTraining) { Kinds = NamedRecipe.Spatial },
        new("conditional-vae", "Sohn et al. 2015", "A VAE that is told the class of every row, and makes rows of the class that it is told.", "model: { network: fitting, condition: class, bound: elbo }"),
        new("denoising-vae", "Im et al. 2017", "Cleans pictures: the encoder sees them with noise, the decoder is scored on them without.", "model: { network: spatial, likelihood: { kind: gaussian, deviation: 0.2 }, corruption: { kind: gaussian, deviation: 0.3, clip: true }, bound: { kind: elbo, beta: 0.01 } }\ntraining: { epochs: 6, batch: 64, learning-rate: 0.002, decay: cosine }") { Kinds = NamedRecipe.Spatial },
        new("upscaling-vae", "Sohn et al. 2015", "Makes small pictures larger: the condition is the picture with half the sides.", "model: { network: upscaling, condition: { kind: low-resolution, factor: 2 }, likelihood: { kind: gaussian, deviation: 0.2 }, bound: elbo }") { Kinds = [DataKind.Image] },
        new("video-vae", "Babaeizadeh et al. 2018; Denton and Fergus 2018", "Sequences of pictures: encodes the first frames and forecasts the next.", "{ model: { network: recurrent, likelihood: { kind: gaussian, variance: optimal }, latent: 32, bound: { kind: elbo, beta: { kind: linear, from: 0, to: 1, epochs: 5 } } }, training: { epochs: 15, batch: 32, learning-rate: 0.002, decay: cosine } }") { Kinds = [DataKind.Sequence] },
        new("resnet-vae", "He et al. 2016", "A deeper convolutional VAE of residual blocks, for pictures of 64 x 64 and up.", "model: { network: residual, activation: silu, bound: elbo }") { Kinds = NamedRecipe.Spatial },
        new("perceptual-vae", "Wang et al. 2003", "Pictures compared by structure and by octave, beside value by value.",
            "model: { network: { kind: convolutional, normalization: batch }, bound: elbo, penalties: [multi-scale-ssim, laplacian-pyramid] }\n" + NormalizedTraining) { Kinds = [DataKind.Image] },
        new("vae-gan", "Larsen et al. 2016", "Sharper pictures: a critic's features judge reconstructions, its score their realism.",
            "model: { network: { kind: convolutional, normalization: group }, likelihood: { kind: gaussian, variance: optimal }, bound: { kind: elbo, reconstruction: 0.05 }, penalties: [adversary] }\ntraining: { optimizer: { kind: adam, beta1: 0.5 }, learning-rate: 0.0005, decay: cosine, batch: 32 }") { Kinds = NamedRecipe.Spatial },
        new("volume-vae", "Kingma and Welling 2014; Rybkin et al. 2021", "A VAE for volumes, such as scans: convolutions in three dimensions.",
            "data: { augment: { shift: 2 } }\nmodel: { network: { kind: convolutional, normalization: group }, latent: 32, likelihood: { kind: gaussian, variance: optimal }, bound: { kind: elbo, beta: { kind: linear, from: 0, to: 1, epochs: 10 } } }\ntraining: { batch: 8, epochs: 80, decay: cosine }") { Kinds = [DataKind.Volume] },
        new("count-vae", "Kingma and Welling 2014; Grønbech et al. 2020", "A VAE for tables of counts, such as reads of genes: negative binomial, with an overdispersion for every column.", CountModel("negative-binomial")) { Kinds = [DataKind.Table], OnlyCounts = true },
        new("zero-inflated-vae", "Lopez et al. 2018", "As count-vae, for counts of which some are lost and read zero.", CountModel("zero-inflated-negative-binomial")) { Kinds = [DataKind.Table], OnlyCounts = true },
        new("student-t-vae", "Takahashi et al. 2018", "A VAE that wild values do not mislead: noise with heavy tails, whose weight is learned.", "model: { likelihood: { kind: student-t, variance: feature, degrees: scalar }, bound: elbo }") { Kinds = [DataKind.Table] },
        new("beta-vae", "Higgins et al. 2017", "A heavier KL: latents that follow single factors.", "model: { bound: { kind: elbo, beta: 4 } }"),
        new("iwae", "Burda et al. 2016", "A tighter bound from 50 weighted samples: better likelihood.", "model: { bound: { kind: importance-weighted, samples: 50 } }"),
        new("ae", "Hinton and Salakhutdinov 2006", "A plain autoencoder: compress and reconstruct, no density.", "model: { posterior: deterministic, bound: elbo }"),
        new("dae", "Vincent et al. 2008", "An autoencoder that undoes noise put on its input.", "model: { posterior: deterministic, bound: elbo, corruption: { kind: gaussian, deviation: 0.3 } }"),
    ];

    private static string CountModel(string likelihood) =>
        $"model: {{ hidden: [128], latent: 10, likelihood: {likelihood}, bound: elbo }}\ntraining: {{ batch: 32, epochs: 60, learning-rate: 0.002, decay: cosine }}";

    /// <summary>The recipe that is taken for data of a kind when none is named.</summary>
    public static NamedRecipe DefaultFor(DataKind kind) => Find(kind switch { DataKind.Image => "conv-vae", DataKind.Sequence => "video-vae", DataKind.Volume => "volume-vae", _ => "vae" });

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

    /// <summary>Whether it is for counts alone: whole numbers from 0.</summary>
    public bool OnlyCounts { get; init; }
}
