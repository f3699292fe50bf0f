using Latent.Images;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>
/// A folder of images as rows; its sub-folders are classes. All images are decoded once, when the folder is opened, by
/// several threads, and kept as 8-bit rows of one size: in memory up to a limit, beyond it in a temporary file. Training
/// then never waits for a decoder. Files that cannot be read are left out and named.
/// </summary>
public static class ImageFolder
{
    /// <summary>The longest side that rows are given when images differ in size and nothing is asked for.</summary>
    public const int UsualSide = 64;

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">Images, folders of images, or folders <c>train</c> and <c>test</c> of those.</param>
    /// <param name="options">The size and channels of rows, the part, the memory.</param>
    /// <exception cref="InputException">There is no image that can be read, or JPEG files and no libturbojpeg.</exception>
    public static DataSet Open(string folder, DataOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= DataOptions.Default;
        RequireImages(folder, options);
        ImageFiles files = ImageFiles.In(folder, options.Split);
        return Open(folder, Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), files, options);
    }

    /// <summary>Opens one image as a set of one row.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static DataSet OpenFile(string path, DataOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= DataOptions.Default;
        RequireImages(path, options);
        // Says itself what is wrong with it.
        ImageHeader header = ImageFile.ReadHeader(path);
        ImageRows rows = ImageRows.Choose([header], options);
        byte[] values = new byte[rows.Length];
        ImageRow.Convert(ImageFile.Read(path), rows.Size, rows.Channels, values);
        return new DataSet(Path.GetFileNameWithoutExtension(path), DataKind.Image, new ByteRows(values, rows.Shape)) { Minimum = 0, Maximum = 1 };
    }

    private static DataSet Open(string folder, string name, ImageFiles files, DataOptions options)
    {
        var headers = new ImageHeader?[files.Paths.Length];
        string?[] faults = new string?[headers.Length];
        InParallel(headers.Length, null, i => faults[i] = Fault(() => headers[i] = ImageFile.ReadHeader(files.Paths[i])));
        int jpeg = Array.FindIndex(headers, header => header?.Format == ImageFormat.Jpeg);
        if (jpeg >= 0 && !JpegLibrary.IsAvailable)
        {
            throw JpegLibrary.Missing(files.Paths[jpeg]);
        }
        ImageHeader[] good = [.. headers.OfType<ImageHeader>()];
        if (good.Length == 0)
        {
            throw NoImages(folder, files, faults);
        }
        ImageRows rows = ImageRows.Choose(good, options);
        int[] candidates = [.. Enumerable.Range(0, headers.Length).Where(i => headers[i] is not null)];
        var decoded = new DecodedRows(candidates.Length, rows.Length, options.CacheMemory);
        try
        {
            Decode(files, candidates, rows, decoded, faults, options);
            int[] kept = [.. Enumerable.Range(0, candidates.Length).Where(i => faults[candidates[i]] is null)];
            return kept.Length == 0
                ? throw NoImages(folder, files, faults)
                : new DataSet(name, DataKind.Image, decoded.ToSource(kept, rows.Shape))
                {
                    Labels = files.Labels is { } labels ? Array.ConvertAll(kept, i => labels[candidates[i]]) : null,
                    LabelNames = files.ClassNames,
                    Minimum = 0,
                    Maximum = 1,
                    Warnings = files.Warnings,
                    Skipped = Skipped(files, faults),
                    Notes = rows.Notes([.. kept.Select(i => headers[candidates[i]]!.Value)]),
                };
        }
        catch
        {
            decoded.Dispose();
            throw;
        }
    }

    private static void Decode(ImageFiles files, int[] candidates, ImageRows rows, DecodedRows decoded, string?[] faults, DataOptions options)
    {
        using var buffers = new ThreadLocal<byte[]>(() => new byte[rows.Length]);
        InParallel(candidates.Length, options.Progress, i =>
        {
            string path = files.Paths[candidates[i]];
            Image? image = null;
            faults[candidates[i]] = Fault(() => image = ImageFile.Read(path));
            if (image is not null)
            {
                ImageRow.Convert(image, rows.Size, rows.Channels, buffers.Value!);
                decoded.Set(i, buffers.Value);
            }
        });
    }

    /// <summary>Runs over all numbers on all cores; the first exception is thrown as itself.</summary>
    private static void InParallel(int count, Action<double>? progress, Action<int> work)
    {
        int done = 0;
        var door = new Lock();
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            {
                work(i);
                if (progress is not null && (Interlocked.Increment(ref done) is var now && (now % 64 == 0 || now == count)))
                {
                    lock (door)
                    {
                        progress((double)now / count);
                    }
                }
            });
        }
        catch (AggregateException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
        }
    }

    private static string? Fault(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (InputException e)
        {
            return e.Message;
        }
    }

    /// <summary>What was left out: files that could not be read, unless neither their name nor their content is an image's.</summary>
    private static SkippedFile[] Skipped(ImageFiles files, string?[] faults) =>
        [.. files.Paths.Zip(faults).Where(pair => pair.Second is not null && ImageFile.IsImageName(pair.First)).Select(pair => new SkippedFile(pair.First, pair.Second!))];

    private static InputException NoImages(string folder, ImageFiles files, string?[] faults) => new(Skipped(files, faults) switch
    {
        [] => $"{folder} is a folder that holds no images (PNG, JPEG, PGM or PPM).",
        [var one] => $"{folder} holds no image that can be read: {one.Reason}",
        var several => $"{folder} holds no image that can be read; {several.Length} cannot, and the first is: {several[0].Reason}",
    });

    private static void RequireImages(string path, DataOptions options)
    {
        if (options.As is not (null or DataKind.Image))
        {
            throw new InputException($"{path} holds images; they cannot be opened as {options.As.ToString()!.ToLowerInvariant()} data.");
        }
        if (options.ArrayName is { } name)
        {
            throw new InputException($"{path} holds images; the array '{name}' can only be chosen from a .npz archive.");
        }
    }
}
