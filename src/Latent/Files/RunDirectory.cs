namespace Latent.Files;

/// <summary>The folder of one training: what its files are called, and whether they are there.</summary>
public sealed class RunDirectory
{
    private const string ModelName = "model.safetensors";

    /// <summary>A folder, which need not exist.</summary>
    public RunDirectory(string path)
        : this(path, System.IO.Path.Join(path, ModelName))
    {
    }

    private RunDirectory(string path, string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
        Model = model;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The weights with recipe and schema: all that is needed to use the model.</summary>
    public string Model { get; }

    /// <summary>Where training goes on from.</summary>
    public string Checkpoint => System.IO.Path.Join(Path, "checkpoint.safetensors");

    /// <summary>A line of JSON an epoch.</summary>
    public string Metrics => System.IO.Path.Join(Path, "metrics.jsonl");

    /// <summary>The recipe in full.</summary>
    public string Recipe => System.IO.Path.Join(Path, "recipe.yaml");

    /// <summary>What was asked for and what came of it; see <see cref="RunRecord"/>.</summary>
    public string Record => System.IO.Path.Join(Path, "run.json");

    /// <summary>Rows drawn from the model.</summary>
    public string Samples => System.IO.Path.Join(Path, "samples.png");

    /// <summary>Rows drawn from the model of a table.</summary>
    public string SampleTable => System.IO.Path.Join(Path, "samples.csv");

    /// <summary>The report.</summary>
    public string Report => System.IO.Path.Join(Path, "report.html");

    /// <summary>Whether a training has begun here.</summary>
    public bool HoldsRun => File.Exists(Record) || File.Exists(Model) || File.Exists(Checkpoint);

    /// <summary>A run that has a model.</summary>
    /// <param name="path">Its folder, or the model's file itself.</param>
    /// <exception cref="InputException">There is no model; the message says what is missing.</exception>
    public static RunDirectory Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (File.Exists(path))
        {
            return new RunDirectory(System.IO.Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".", path);
        }
        var run = new RunDirectory(path);
        if (!Directory.Exists(path))
        {
            throw new InputException($"There is no run {path}; train one with 'latent train DATA --out {path}'.");
        }
        return File.Exists(run.Model) ? run : throw new InputException(run.HoldsRun
            ? $"The training in {path} has not come to its end, so there is no model yet; repeat its command with --resume."
            : $"{path} is not a run: it holds no {ModelName}.");
    }

    /// <summary>Makes the folder, and finds out whether as many bytes can be written into it.</summary>
    /// <param name="bytes">How many; none of them stay.</param>
    /// <exception cref="InputException">The folder cannot be made or written, or the disk is full; a folder made here is gone again.</exception>
    public void Prepare(long bytes)
    {
        string? made = FirstMissing();
        string probe = System.IO.Path.Join(Path, $".{System.IO.Path.GetRandomFileName()}.tmp");
        try
        {
            Directory.CreateDirectory(Path);
            try
            {
                using var stream = new FileStream(probe, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = bytes });
                stream.WriteByte(0);
            }
            finally
            {
                File.Delete(probe);
            }
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            RemoveEmpty(made);
            throw FileFault.Reserving(Path, e);
        }
    }

    /// <summary>Keeps other trainings out of the folder until disposed of; a process that is killed lets go of it, too.</summary>
    /// <exception cref="InputException">A training is at work in the folder.</exception>
    public IDisposable Hold()
    {
        try
        {
            return new FileStream(System.IO.Path.Join(Path, ".training"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = FileOptions.DeleteOnClose,
            });
        }
        catch (IOException e) when (File.Exists(System.IO.Path.Join(Path, ".training")))
        {
            throw new InputException($"Another training is at work in {Path}; wait for its end, or choose another --out.", e);
        }
    }

    private string? FirstMissing()
    {
        string? missing = null;
        for (string? folder = System.IO.Path.GetFullPath(Path); folder is not null && !Directory.Exists(folder); folder = System.IO.Path.GetDirectoryName(folder))
        {
            missing = folder;
        }
        return missing;
    }

    private static void RemoveEmpty(string? made)
    {
        try
        {
            if (made is not null && Directory.Exists(made))
            {
                Directory.Delete(made, recursive: true);
            }
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            // The first failure is the one to tell.
        }
    }
}
