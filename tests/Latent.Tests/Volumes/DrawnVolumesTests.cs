using Latent.Data;
using Latent.Tensors;
using Latent.Volumes;

namespace Latent.Tests.Volumes;

public sealed class DrawnVolumesTests
{
    [Fact]
    public void Generate_SameSeed_GivesTheSameRowsForAnyCount()
    {
        DataSet few = DrawnVolumes.Generate(3, 3), many = DrawnVolumes.Generate(8, 3);
        ((ByteRows)many.Rows).Values[..(3 * 13824)].SequenceEqual(((ByteRows)few.Rows).Values).ShouldBeTrue();
        many.Factors!.AsSpan(0, 27).ToArray().ShouldBe(few.Factors);
        ((ByteRows)DrawnVolumes.Generate(3, 4).Rows).Values.SequenceEqual(((ByteRows)few.Rows).Values).ShouldBeFalse();
    }

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void Generate_Rows_AreInsideTheFrame(int side)
    {
        DataSet data = DrawnVolumes.Generate(40, 1, side);
        data.RowShape.ShouldBe(new Shape(side, side, side));
        data.Labels!.Distinct().Count().ShouldBe(2);
        ReadOnlySpan<byte> voxels = ((ByteRows)data.Rows).Values;
        bool lit = false;
        for (int i = 0; i < voxels.Length; i++)
        {
            int x = i % side, y = i / side % side, z = i / side / side % side;
            bool wall = Math.Min(x, Math.Min(y, z)) == 0 || Math.Max(x, Math.Max(y, z)) == side - 1;
            lit |= wall && voxels[i] > 0;
        }
        lit.ShouldBeFalse();
    }

    [Fact]
    public void Draw_Ellipsoid_HasItsVolumeAndCentre()
    {
        const int side = 32;
        byte[] volume = new byte[side * side * side];
        // Half length 9.6, radius 6.08, pointing along x, in the middle but for z.
        DrawnVolumes.Draw([0, 0.3f, 0.19f, MathF.PI / 2, 0, 0.5f, 0.5f, 0.75f, 1], side, volume);
        double mass = 0, x = 0, z = 0, spreadX = 0, spreadY = 0;
        for (int i = 0; i < volume.Length; i++)
        {
            double value = volume[i] / 255.0, atX = (i % side) + 0.5 - 16, atY = (i / side % side) + 0.5 - 16;
            mass += value;
            x += value * atX;
            z += value * ((i / side / side) + 0.5 - 16);
            spreadX += value * atX * atX;
            spreadY += value * atY * atY;
        }
        mass.ShouldBe(4 / 3.0 * Math.PI * 9.6 * 6.08 * 6.08, 0.03 * mass);
        (x / mass).ShouldBe(0, 0.01);
        double span = side - (2 * (Math.Sqrt((9.6 * 9.6) + (6.08 * 6.08)) + 1));
        (z / mass).ShouldBe(span * 0.25, 0.02);
        (spreadX / mass).ShouldBe(9.6 * 9.6 / 5, 0.8);
        (spreadY / mass).ShouldBe(6.08 * 6.08 / 5, 0.4);
    }

    [Fact]
    public void Draw_Tube_IsHollowAndAsBrightAsAsked()
    {
        const int side = 32;
        byte[] volume = new byte[side * side * side];
        // Along z: a ring in every slice.
        DrawnVolumes.Draw([1, 0.3f, 0.19f, 0, 0, 0.5f, 0.5f, 0.5f, 0.6f], side, volume);
        volume.Max().ShouldBe((byte)153);
        volume[(16 * side * side) + (16 * side) + 16].ShouldBe((byte)0);
        volume[(16 * side * side) + (16 * side) + 16 + 4].ShouldBe((byte)153);
        double mass = volume.Sum(voxel => voxel / 153.0);
        const double outer = 6.08, inner = 6.08 * 0.55;
        mass.ShouldBe(Math.PI * ((outer * outer) - (inner * inner)) * 19.2, 0.05 * mass);
    }
}
