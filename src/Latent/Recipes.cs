using Latent.Composition;
using Latent.Data;

namespace Latent;

/// <summary>
/// The models that have names, a line each: what its paper changes from the plain VAE. A recipe is a tree of settings
/// (<see cref="Recipe"/>); what it leaves out is chosen to fit the data.
/// </summary>
public static class Recipes
{
    private static readonly DataKind[] s_spatial = [DataKind.Image, DataKind.Volume, DataKind.Sequence];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<NamedRecipe> All { get; } =
    [
        new("vae", "Kingma and Welling 2014", "The plain VAE: generate, compress, score.", "model: { bound: elbo }"),
        new("conv-vae", "Radford et al. 2016", "A convolutional VAE for pictures; depth and width follow their size.", "model: { network: convolutional, bound: elbo }") { Kinds = s_spatial },
        new("conditional-vae", "Sohn et al. 2015", "A VAE that is told the class of every row, and makes rows of the class that it is told.", "model: { network: fitting, condition: class, bound: elbo }"),
        new("denoising-vae", "Im et al. 2017", "Cleans pictures: the encoder sees them with noise, the decoder is scored on them without.", "model: { network: spatial, likelihood: { kind: gaussian, deviation: 0.2 }, corruption: { kind: gaussian, deviation: 0.3, clip: true }, bound: { kind: elbo, beta: 0.01 } }\ntraining: { epochs: 6, batch: 64, learning-rate: 0.002, decay: cosine }") { Kinds = s_spatial },
        new("upscaling-vae", "Sohn et al. 2015", "Makes small pictures larger: the condition is the picture with half the sides.", "model: { network: upscaling, condition: { kind: low-resolution, factor: 2 }, likelihood: { kind: gaussian, deviation: 0.2 }, bound: elbo }") { Kinds = [DataKind.Image] },
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
    /// <summary>What kinds of data it is for; empty for all.</summary>
    public IReadOnlyList<DataKind> Kinds { get; init; } = [];

    /// <summary>Whether it is for data of this kind.</summary>
    public bool Takes(DataKind kind) => Kinds.Count == 0 || Kinds.Contains(kind);
}
