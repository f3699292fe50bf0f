using Latent.Composition;
using Latent.Data;

namespace Latent;

/// <summary>
/// The models that have names, a line each: what its paper changes from the plain VAE. A recipe is a tree of settings
/// (<see cref="Recipe"/>); what it leaves out is chosen to fit the data.
/// </summary>
public static class Recipes
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<NamedRecipe> All { get; } =
    [
        new("vae", "Kingma and Welling 2014", "The plain VAE: generate, compress, score.", "model: { bound: elbo }"),
        new("conv-vae", "Radford et al. 2016", "A convolutional VAE for pictures; depth and width follow their size.", "model: { network: convolutional, bound: elbo }") { Kinds = NamedRecipe.Spatial },
        new("conditional-vae", "Sohn et al. 2015", "A VAE that is told the class of every row, and makes rows of the class that it is told.", "model: { network: fitting, condition: class, bound: elbo }"),
        new("resnet-vae", "He et al. 2016", "A deeper convolutional VAE of residual blocks, for pictures of 64 x 64 and up.", "model: { network: residual, activation: silu, bound: elbo }") { Kinds = NamedRecipe.Spatial },
        new("perceptual-vae", "Wang et al. 2003", "Pictures compared by structure and by octave, beside value by value.",
            "model: { network: convolutional, bound: elbo, penalties: [multi-scale-ssim, laplacian-pyramid] }") { Kinds = [DataKind.Image] },
        new("vae-gan", "Larsen et al. 2016", "Sharper pictures: a critic's features judge reconstructions, its score their realism.",
            "model: { network: { kind: convolutional, normalization: group }, likelihood: { kind: gaussian, variance: optimal }, bound: { kind: elbo, reconstruction: 0.05 }, penalties: [adversary] }\ntraining: { optimizer: { kind: adam, beta1: 0.5 }, learning-rate: 0.0005, decay: cosine, batch: 32 }") { Kinds = NamedRecipe.Spatial },
        new("beta-vae", "Higgins et al. 2017", "A heavier KL: latents that follow single factors.", "model: { bound: { kind: elbo, beta: 4 } }"),
        new("iwae", "Burda et al. 2016", "A tighter bound from 50 weighted samples: better likelihood.", "model: { bound: { kind: importance-weighted, samples: 50 } }"),
        new("ae", "Hinton and Salakhutdinov 2006", "A plain autoencoder: compress and reconstruct, no density.", "model: { posterior: deterministic, bound: elbo }"),
        new("dae", "Vincent et al. 2008", "An autoencoder that undoes noise put on its input.", "model: { posterior: deterministic, bound: elbo, corruption: { kind: gaussian, deviation: 0.3 } }"),
    ];

    /// <summary>The recipe that is taken for data of a kind when none is named.</summary>
    public static NamedRecipe DefaultFor(DataKind kind) => Find(kind is DataKind.Image ? "conv-vae" : "vae");

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
}
