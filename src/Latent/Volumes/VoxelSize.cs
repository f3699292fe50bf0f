namespace Latent.Volumes;

/// <summary>The edges of one voxel in millimetres.</summary>
/// <param name="X">Along a line, left to right.</param>
/// <param name="Y">From line to line.</param>
/// <param name="Z">From slice to slice.</param>
public readonly record struct VoxelSize(float X, float Y, float Z)
{
    /// <summary>A cube of one millimetre.</summary>
    public static VoxelSize Millimetre => new(1, 1, 1);
}
