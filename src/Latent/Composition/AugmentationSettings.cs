using Latent.Data;

namespace Latent.Composition;

/// <summary>Reads the branch <c>data.augment</c> of a recipe.</summary>
internal static class AugmentationSettings
{
    private static readonly (string, AugmentationEdge)[] s_edges = [("extend", AugmentationEdge.Extend), ("zero", AugmentationEdge.Zero)];

    /// <summary>The random changes that a recipe asks for, which only images and volumes have; null for none.</summary>
    /// <param name="data">The branch <c>data</c>.</param>
    /// <param name="schema">What the data are.</param>
    /// <exception cref="InputException">The data are neither images nor volumes, or brightness is to change values that are not from 0 to 1.</exception>
    public static Augmentation? Read(Settings data, DataSchema schema)
    {
        if (schema.Kind is not (DataKind.Image or DataKind.Volume))
        {
            return data.Has("augment") ? throw new InputException("Only images and volumes can be augmented; leave out the recipe's 'data.augment' for these data.") : null;
        }
        Settings s = data.Branch("augment");
        var augmentation = new Augmentation
        {
            Flip = s.Flag("flip", false),
            Shift = s.Integer("shift", 0, 0),
            Rotation = s.Number("rotation", 0),
            Brightness = s.Number("brightness", 0),
            Mix = s.Number("mix", 0),
            Volumes = schema.Kind is DataKind.Volume,
            Edge = s.Choice("edge", AugmentationEdge.Extend, s_edges),
        };
        if (augmentation.Brightness > 0 && !schema.IsUnitInterval)
        {
            throw new InputException("The recipe's 'data.augment.brightness' needs values in [0, 1]; leave it out for these data.");
        }
        return augmentation.IsActive ? augmentation : null;
    }
}
