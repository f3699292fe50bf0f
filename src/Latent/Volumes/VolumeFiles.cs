using Latent.Data;
using Latent.Tensors;

namespace Latent.Volumes;

/// <summary>Opens NIfTI files as rows of data: one file, or a folder of them.</summary>
internal static class VolumeFiles
{
    // A fourth dimension of so many is channels (as colours of pictures are), a longer one is time.
    private const int MostChannels = 4;

    /// <summary>The NIfTI files of a folder in their natural order; hidden ones are passed over.</summary>
    public static string[] In(string folder) => InputFolder.Files(folder, name =>
        name.EndsWith(".nii", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".nii.gz", StringComparison.OrdinalIgnoreCase));

    /// <summary>Opens volumes of one or several files as one data set.</summary>
    /// <param name="name">What to call the data.</param>
    /// <param name="paths">At least one file.</param>
    /// <param name="options">How they are read.</param>
    /// <exception cref="InputException">A file is damaged, or the files have different numbers of channels.</exception>
    public static DataSet Open(string name, string[] paths, DataOptions options)
    {
        if (options.As is not (null or DataKind.Volume))
        {
            throw new InputException($"{paths[0]} holds volumes; it cannot be opened as {options.As.ToString()!.ToLowerInvariant()} data.");
        }
        NiftiHeader[] headers = Array.ConvertAll(paths, NiftiFile.ReadHeader);
        int channels = Channels(headers[0]);
        var places = new List<(string Path, int Volume)>();
        for (int i = 0; i < paths.Length; i++)
        {
            if (Channels(headers[i]) != channels)
            {
                throw new InputException($"{paths[i]} has {Channels(headers[i])} channels and {paths[0]} has {channels}; keep volumes of one kind in a folder.");
            }
            for (int volume = 0; volume < headers[i].Extents[0]; volume += channels)
            {
                places.Add((paths[i], volume));
            }
        }
        Shape size = options.VolumeSize is { } asked ? Checked(asked) : VolumeFrame.MostCommon(headers.Select(header => header.VolumeShape));
        if ((long)size.Length * channels > Array.MaxLength)
        {
            throw new InputException($"Volumes of shape {size} are too large for one row; choose a smaller size.");
        }
        var rows = new VolumeRows([.. places], size, channels, Array.TrueForAll(headers, header => header.IsEightBit), options.AllowMissing);
        long bytes = (long)rows.Count * rows.RowShape.Length * sizeof(float);
        return new DataSet(name, DataKind.Volume, bytes > Math.Min(options.StreamAbove, Array.MaxLength) ? rows : Loaded(rows)) { Minimum = 0, Maximum = 1 };
    }

    private static Shape Checked(Shape size) => size.Rank == 3 && size.Length > 0
        ? size
        : throw new InputException($"A volume cannot have the size {size}; give depth, height and width.");

    private static int Channels(NiftiHeader header) => header.Extents[0] <= MostChannels ? (int)header.Extents[0] : 1;

    private static RowSource Loaded(VolumeRows rows)
    {
        float[] values = new float[rows.Count * rows.RowShape.Length];
        rows.Read([.. Enumerable.Range(0, rows.Count)], values);
        return rows.IsEightBit
            ? new ByteRows(Array.ConvertAll(values, value => (byte)((value * 255) + 0.5f)), rows.RowShape)
            : new FloatRows(values, rows.RowShape);
    }
}
