namespace Latent.Tensors.Backends;

/// <content>Places made of other places: pooling and resizing. Shapes are [..., one to three spatial extents, channels].</content>
public abstract partial class Backend
{
    /// <summary>y (+)= the weighted sums of x's places that <paramref name="resampling"/> says.</summary>
    internal abstract void Resample(Tensor x, Resampling resampling, Tensor y, bool accumulate);

    /// <summary>y = the greatest of the places of x that <paramref name="windows"/> have, whatever the weights; NaN if any is.</summary>
    internal abstract void MaxPooling(Tensor x, Resampling windows, Tensor y);

    /// <summary>dx (+)= dy, at the first place (in row-major order) of each window that has the window's greatest value.</summary>
    internal abstract void MaxPoolingGradient(Tensor x, Resampling windows, Tensor y, Tensor dy, Tensor dx, bool accumulate);

    /// <summary>y (+)= x / (1 - probability) where element i of <see cref="Random"/>'s uniform draws is at least the probability, else 0. It is its own derivative.</summary>
    internal abstract void Dropout(Tensor x, float probability, ulong key, ulong counter, Tensor y, bool accumulate);
}
