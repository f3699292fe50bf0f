namespace Latent.Data;

/// <summary>Which part of a data set that its makers divided.</summary>
public enum DataSplit
{
    /// <summary>The rows to learn from.</summary>
    Train,

    /// <summary>The rows kept for the final figure.</summary>
    Test,

    /// <summary>Both, training rows first.</summary>
    All,
}
