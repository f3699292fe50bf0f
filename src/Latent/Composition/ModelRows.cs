using Latent.Data;
using Latent.Pictures;
using Latent.Tables;

namespace Latent.Composition;

/// <summary>The rows that a model will see, as its parts may need to know them.</summary>
/// <param name="Schema">What the data are.</param>
/// <param name="IsUnit">Whether values reach the model as they are and lie in [0, 1].</param>
internal sealed record ModelRows(DataSchema Schema, bool IsUnit)
{
    /// <summary>How pictures lie in a row.</summary>
    /// <exception cref="InputException">The rows are no pictures; the message names the part that needs them.</exception>
    public ImageLayout RequirePictures(string part) => ImageLayout.Of(Schema.Kind, Schema.RowShape)
        ?? throw new InputException($"In the recipe, {part} is for pictures; rows of {Schema.Name} with shape {Schema.RowShape} are none. Leave it out.");

    /// <summary>The columns of a table.</summary>
    /// <exception cref="InputException">The rows are no table's; the message names the part that needs them.</exception>
    public TableSchema RequireTable(string part) => Schema.Table ?? throw new InputException($"In the recipe, {part} is for tables with columns, and {Schema.Name} is none. Leave it out.");

    /// <summary>True.</summary>
    /// <exception cref="InputException">The values leave [0, 1]; the message names the part that needs them there.</exception>
    public bool RequireUnit(string part) => IsUnit
        ? true
        : throw new InputException($"In the recipe, {part} is for values in [0, 1]; {Schema.Name} has others, or they are standardised. Leave it out.");

    /// <summary>How pictures with values in [0, 1] lie in a row.</summary>
    /// <exception cref="InputException">The rows are none.</exception>
    public ImageLayout RequireUnitPictures(string part)
    {
        RequireUnit(part);
        ImageLayout layout = RequirePictures(part);
        return layout.CanBeFiltered ? layout : throw new InputException($"In the recipe, {part} is for pictures of at most {ImageLayout.MostFiltered} pixels either way; rows of {Schema.Name} have shape {Schema.RowShape}. Leave it out.");
    }
}
