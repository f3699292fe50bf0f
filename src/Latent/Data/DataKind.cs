namespace Latent.Data;

/// <summary>What a row of a data set is, which decides the recipe that is taken when none is named.</summary>
public enum DataKind
{
    /// <summary>A vector of numbers: <c>[columns]</c>.</summary>
    Table,

    /// <summary>An image: grey <c>[height, width]</c>, or <c>[height, width, channels]</c>.</summary>
    Image,

    /// <summary>Frames in order: <c>[time, height, width]</c>, or <c>[time, height, width, channels]</c>, or <c>[time, columns]</c>.</summary>
    Sequence,

    /// <summary>A volume: <c>[depth, height, width]</c> or <c>[depth, height, width, channels]</c>.</summary>
    Volume,

    /// <summary>A line of text, as tokens.</summary>
    Text,
}
