using Latent.Images;

namespace Latent.Data;

/// <summary>The binary batches that CIFAR-10 (Krizhevsky 2009) is published in: records of a class and 32 x 32 pixels, one colour after the other.</summary>
public static class CifarBatches
{
    private const int Side = 32, Plane = Side * Side, Channels = 3, RecordBytes = 1 + (Channels * Plane);
    private const int MostClasses = 10;
    private const string TestName = "test_batch.bin", NamesName = "batches.meta.txt";

    private static readonly ImageHeader s_image = new(ImageFormat.Netpbm, Side, Side, Channels, 8);

    /// <summary>Whether a folder holds such batches.</summary>
    public static bool Recognises(string folder) => TrainFiles(folder).Length > 0 || File.Exists(Path.Join(folder, TestName));

    /// <summary>Whether a file is such a batch: whole records, and all of known classes.</summary>
    internal static bool RecognisesFile(string path)
    {
        if (!Path.GetExtension(path).Equals(".bin", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }
        using FileStream stream = InputFile.Open(path);
        return stream.CanSeek && stream.Length > 0 && stream.Length % RecordBytes == 0 && stream.ReadByte() is >= 0 and < MostClasses;
    }

    /// <summary>Whether a folder holds training batches and a test batch.</summary>
    internal static bool IsDivided(string folder) => TrainFiles(folder).Length > 0 && File.Exists(Path.Join(folder, TestName));

    /// <summary>Opens a folder of batches, or one: colour rows <c>[32, 32, 3]</c> with their classes.</summary>
    /// <exception cref="InputException">A batch is missing or damaged.</exception>
    public static DataSet Open(string path, DataOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= DataOptions.Default;
        if (options.As is not (null or DataKind.Image))
        {
            throw new InputException($"{path} holds images; they cannot be opened as {options.As.ToString()!.ToLowerInvariant()} data.");
        }
        bool isFolder = Directory.Exists(path);
        string[] files = isFolder ? Files(path, options.Split ?? (TrainFiles(path).Length > 0 ? DataSplit.Train : DataSplit.Test)) : [path];
        long[] lengths = Array.ConvertAll(files, file => Records(file, File.Exists(file) ? new FileInfo(file).Length : 0));
        if (lengths.Sum() * Plane * Channels > Array.MaxLength)
        {
            throw new InputException($"{path} holds {lengths.Sum()} images, more than fit into memory.");
        }
        byte[] values = new byte[lengths.Sum() * Plane * Channels];
        int[] labels = new int[lengths.Sum()];
        int row = 0;
        for (int i = 0; i < files.Length; i++)
        {
            Read(files[i], (int)lengths[i], values, labels, ref row);
        }
        string folder = isFolder ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new DataSet(Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))), DataKind.Image, Brought(values, labels.Length, ImageRows.Choose([s_image], options)))
        {
            Labels = labels,
            LabelNames = Names(Path.Join(folder, NamesName)),
            Minimum = 0,
            Maximum = 1,
        };
    }

    /// <summary>Rows of another size or without colour, if that is asked for.</summary>
    private static ByteRows Brought(byte[] values, int count, ImageRows rows)
    {
        if (rows.Length == Plane * Channels && rows.Size == new ImageSize(Side, Side))
        {
            return new ByteRows(values, rows.Shape);
        }
        if ((long)count * rows.Length > Array.MaxLength)
        {
            throw new InputException($"{count} images of {rows.Size} pixels are more than fit into memory; take a smaller size.");
        }
        byte[] brought = new byte[count * rows.Length];
        var image = new Image(Side, Side, Channels);
        for (int i = 0; i < count; i++)
        {
            values.AsSpan(i * Plane * Channels, Plane * Channels).CopyTo(image.Samples);
            ImageRow.Convert(image, rows.Size, rows.Channels, brought.AsSpan(i * rows.Length, rows.Length));
        }
        return new ByteRows(brought, rows.Shape);
    }

    private static string[] Files(string folder, DataSplit split)
    {
        string[] train = TrainFiles(folder);
        string test = Path.Join(folder, TestName);
        if (split != DataSplit.Train && !File.Exists(test))
        {
            throw new InputException($"{folder} has no test part: {TestName} is missing.");
        }
        return split switch
        {
            DataSplit.Test => [test],
            DataSplit.All => [.. train, test],
            _ => train.Length > 0 ? train : throw new InputException($"{folder} has no training part: data_batch_1.bin and others are missing."),
        };
    }

    private static string[] TrainFiles(string folder) => [.. InputFile.Guard(Path.Join(folder, TestName), () => Directory.GetFiles(folder, "data_batch_*.bin").Order(StringComparer.Ordinal))];

    private static long Records(string file, long bytes) => bytes > 0 && bytes % RecordBytes == 0
        ? bytes / RecordBytes
        : throw new InputException($"{file} is damaged: its {bytes} bytes are not whole records of {RecordBytes}.");

    private static void Read(string file, int count, byte[] values, int[] labels, ref int row)
    {
        using FileStream stream = InputFile.Open(file);
        byte[] record = new byte[RecordBytes];
        for (int i = 0; i < count; i++, row++)
        {
            if (InputFile.Guard(file, () => stream.ReadAtLeast(record, RecordBytes, throwOnEndOfStream: false)) < RecordBytes)
            {
                throw new InputException($"{file} has become shorter while it was read.");
            }
            labels[row] = record[0] < MostClasses ? record[0] : throw new InputException($"{file} is damaged: image {i} has the class {record[0]}; there are {MostClasses}, from 0.");
            for (int p = 0; p < Plane * Channels; p++)
            {
                values[(row * Plane * Channels) + (p % Plane * Channels) + (p / Plane)] = record[1 + p];
            }
        }
    }

    private static string[]? Names(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length > 1 << 16)
        {
            return null;
        }
        string[] names = [.. InputFile.Guard(path, () => File.ReadAllLines(path)).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return names.Length == MostClasses ? names : null;
    }
}
