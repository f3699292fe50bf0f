using System.Globalization;
using Latent.Applications;

namespace Latent.Imputation;

/// <summary>The model that missing cells are filled in with when none is named: MIWAE (Mattei and Frellsen 2019), small enough for tables of a hundred rows.</summary>
internal static class ImputerRecipe
{
    private const int Batch = 128;

    // Few rows are learned by heart before long.
    private const int FewestSteps = 700, MediumSteps = 1000, StepsPerRow = 2;

    // Of many, so many passes are learned from.
    private const int Passes = 16, MostSteps = 6000;

    /// <summary>How many updates a table of so many rows takes, unless trials say otherwise.</summary>
    public static int UsualSteps(int rows) => Math.Clamp(Passes * (rows / Batch), Math.Clamp(StepsPerRow * rows, FewestSteps, MediumSteps), MostSteps);

    /// <summary>The settings for a table of so many rows, of rows of so many values, and for so many updates, or as many as it takes to see every row twice.</summary>
    public static Recipe For(int rows, int width, int steps, ImputerOptions options)
    {
        int batch = Math.Min(Batch, rows), perEpoch = (rows + batch - 1) / batch;
        int epochs = Math.Max(2, (steps + perEpoch - 1) / perEpoch), latent = Math.Clamp(width, 2, 10);
        string gaps = options.Missingness is Missingness.SelfMasking ? "self-masking" : "at-random";
        string text = string.Create(CultureInfo.InvariantCulture, $$"""
            recipe: table-vae
            model: { hidden: [64, 64], decoder-hidden: [64, 64], activation: silu, latent: {{latent}}, likelihood: { kind: columns, gaps: {{gaps}}, reals: { kind: gaussian, deviation: 0.7 } }, bound: { kind: importance-weighted, samples: 10 }, corruption: none }
            training: { epochs: {{epochs}}, batch: {{batch}}, learning-rate: 0.005, decay: cosine, clip: 20, optimizer: { kind: adamw, beta2: 0.99, weight-decay: 0.01 }, seed: {{options.Seed}} }
            """);
        return Recipe.Parse(text, "the imputer's recipe");
    }
}
