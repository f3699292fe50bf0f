using Latent.Tensors;

namespace Latent.Volumes;

/// <summary>What a NIfTI file holds.</summary>
/// <param name="Values">All values in the file's own units (slope and intercept applied), x running fastest.</param>
/// <param name="Shape"><c>[depth, height, width]</c>, or <c>[series, depth, height, width]</c> where the file has a fourth dimension.</param>
/// <param name="Voxel">The edges of a voxel.</param>
public sealed record NiftiVolume(float[] Values, Shape Shape, VoxelSize Voxel)
{
    /// <summary>Whether the file holds plain bytes, that is 256 levels.</summary>
    public bool IsEightBit { get; init; }
}
