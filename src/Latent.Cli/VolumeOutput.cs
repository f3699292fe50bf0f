using System.Globalization;
using Latent.Data;
using Latent.Tensors;
using Latent.Volumes;

namespace Latent.Cli;

/// <summary>Writes volumes as NIfTI: one to the file that was named, several to numbered files beside it: name-0.nii.gz, name-1.nii.gz ...</summary>
internal sealed class VolumeOutput
{
    private readonly string _path;
    private readonly int _count;
    private readonly Shape _rowShape;
    private readonly bool _unit;
    private int _written;

    /// <summary>Begins.</summary>
    /// <param name="path">The file: .nii or .nii.gz.</param>
    /// <param name="count">How many volumes there will be.</param>
    /// <param name="schema">What the rows are: [depth, height, width] or [depth, height, width, channels]. Where data lie in [0, 1] a model's means are clipped to that, so that the files open again equal.</param>
    public VolumeOutput(string path, int count, DataSchema schema)
    {
        _path = path;
        _count = count;
        _rowShape = schema.RowShape;
        _unit = schema.IsUnitInterval;
    }

    /// <summary>Writes whole volumes.</summary>
    public void Append(ReadOnlySpan<float> rows)
    {
        for (; rows.Length > 0; rows = rows[_rowShape.Length..])
        {
            string path = _count == 1 ? _path : Numbered(_path, _written);
            ReadOnlySpan<float> row = _unit ? Clipped(rows[.._rowShape.Length]) : rows[.._rowShape.Length];
            if (_rowShape.Rank == 3)
            {
                NiftiFile.Write(path, row, _rowShape);
            }
            else
            {
                NiftiFile.Write(path, ChannelsFirst(row), new Shape(_rowShape[3], _rowShape[0], _rowShape[1], _rowShape[2]));
            }
            _written++;
        }
    }

    /// <summary>name.nii.gz with a number: name-3.nii.gz.</summary>
    public static string Numbered(string path, int number)
    {
        int end = path.LastIndexOf(".nii", StringComparison.OrdinalIgnoreCase);
        return string.Create(CultureInfo.InvariantCulture, $"{path[..end]}-{number}{path[end..]}");
    }

    private static float[] Clipped(ReadOnlySpan<float> row)
    {
        float[] clipped = row.ToArray();
        for (int i = 0; i < clipped.Length; i++)
        {
            clipped[i] = Math.Clamp(clipped[i], 0, 1);
        }
        return clipped;
    }

    private float[] ChannelsFirst(ReadOnlySpan<float> row)
    {
        int channels = _rowShape[3], voxels = row.Length / channels;
        float[] planes = new float[row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            planes[(i % channels * voxels) + (i / channels)] = row[i];
        }
        return planes;
    }
}
