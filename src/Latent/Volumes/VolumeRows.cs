using Latent.Data;
using Latent.Tensors;

namespace Latent.Volumes;

/// <summary>Volumes in files of their own, each read when it is asked for, brought to one size and to [0, 1].</summary>
internal sealed class VolumeRows : RowSource
{
    private readonly (string Path, int Volume)[] _places;
    private readonly Shape _size;
    private readonly int _channels;
    private readonly bool _allowMissing;

    /// <summary>Rows over these volumes of these files.</summary>
    /// <param name="places">The file of every row, and which of its volumes.</param>
    /// <param name="size">[depth, height, width] of all rows.</param>
    /// <param name="channels">How many volumes of a file make one row.</param>
    /// <param name="eightBit">Whether all files hold bytes.</param>
    /// <param name="allowMissing">Whether NaN and infinities are let through.</param>
    public VolumeRows((string Path, int Volume)[] places, Shape size, int channels, bool eightBit, bool allowMissing)
        : base(places.Length, channels == 1 ? size : new Shape(size[0], size[1], size[2], channels))
    {
        _places = places;
        _size = size;
        _channels = channels;
        IsEightBit = eightBit;
        _allowMissing = allowMissing;
    }

    /// <inheritdoc/>
    public override bool IsEightBit { get; }

    /// <inheritdoc/>
    public override bool Streamed => true;

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        CheckRequest(rows, destination);
        int length = RowShape.Length;
        NiftiVolume? file = null;
        string? path = null;
        for (int i = 0; i < rows.Length; i++)
        {
            (string wanted, int first) = _places[rows[i]];
            if (file is null || path != wanted)
            {
                path = wanted;
                file = NiftiFile.Read(wanted);
            }
            Read(file, wanted, first, destination.Slice(i * length, length));
        }
    }

    private void Read(NiftiVolume file, string path, int first, Span<float> row)
    {
        Shape size = file.Shape.Rank == 4 ? file.Shape.WithoutFirst() : file.Shape;
        if ((first + _channels) * (long)size.Length > file.Values.Length)
        {
            throw new InputException($"{path} has changed since it was opened: volume {first} is no longer there.");
        }
        // The file's values stay as they are: its other volumes, and this one again, may be asked for.
        float[] scaled = file.Values.AsSpan(first * size.Length, _channels * size.Length).ToArray();
        int wrong = _allowMissing ? -1 : Finite.IndexOfOther(scaled);
        if (wrong >= 0)
        {
            int at = wrong % size.Length, width = size[2], height = size[1];
            throw new InputException(FormattableString.Invariant($"{path}: the voxel x {at % width}, y {at / width % height}, z {at / width / height} is {(float.IsNaN(scaled[wrong]) ? "missing (NaN)" : "infinite")}; fill such voxels first."));
        }
        for (int channel = 0; channel < _channels; channel++)
        {
            Span<float> volume = scaled.AsSpan(channel * size.Length, size.Length);
            VolumeScale.ToUnit(volume, file.IsEightBit);
            VolumeFrame.Place(volume, size, row, _size, channel, _channels);
        }
    }
}
