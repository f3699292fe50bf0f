using System.CommandLine;
using Latent.Images;

namespace Latent.Cli;

/// <summary>The options of every command, and those of commands that read data.</summary>
internal static class SharedOptions
{
    public static Option<bool> Json { get; } = new("--json") { Description = "Print one JSON document on standard output and nothing else there.", Recursive = true };

    public static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Say nothing while working.", Recursive = true };

    public static Option<int?> Seed { get; } = Typed.Integer("--seed", "N", "Where all randomness comes from; the same seed gives the same bits.", 0, recursive: true);

    public static Option<int?> Threads { get; } = Typed.Integer("--threads", "N", "How many threads compute; results do not depend on it. Default: LATENT_THREADS, or one a core.", 1, recursive: true);

    public static Option<string?> DataDirectory { get; } = new("--data-dir") { Description = "Where named data sets are looked for first. Default: LATENT_DATA.", HelpName = "DIR" };

    public static Option<string?> Split { get; } = new("--split") { Description = "Which part of data that comes divided: train, test or all.", HelpName = "PART" };

    public static Option<string?> As { get; } = new("--as") { Description = "What rows are taken for: table, image, sequence or volume. Default: told by their shape.", HelpName = "KIND" };

    public static Option<string?> Array { get; } = new("--array") { Description = "Which array of a .npz archive holds the rows.", HelpName = "NAME" };

    public static Option<ImageSize?> ImageSize { get; } = new("--image-size")
    {
        Description = "The size that images of a folder are brought to: 64, or 64x48 (width x height). Default: the one they share; when they differ, the one that most have, 64 at most.",
        HelpName = "SIZE",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Images.ImageSize.TryParse(text, out ImageSize size))
            {
                return size;
            }
            result.AddError($"--image-size is '{text}'; write a size such as 64, or 64x48 (width x height), of at most {Images.ImageSize.LongestSide}.");
            return null;
        },
    };

    public static Option<string?> Channels { get; } = new("--channels") { Description = "Whether images of a folder become grey or colour: auto, grey or colour. Default: auto, colour unless all are grey.", HelpName = "KIND" };

    public static Option<int?> CacheMemory { get; } = Typed.Integer("--cache-memory", "MB", "How much memory decoded images may take; beyond it they are kept in a temporary file. Default: 1024.", 0);
    public static Option<string?> Rows { get; } = new("--rows") { Description = "Which rows to take, the last not counted: 0..1600, 1600.. or ..100.", HelpName = "A..B" };

    public static Option<int?> Window { get; } = Typed.Integer("--window", "K", "Make sequences of every K consecutive rows.", 1);

    public static Option<string?> VolumeSize { get; } = new("--volume-size") { Description = "What volumes are cut or padded to. Default: the size that most of them have.", HelpName = "DxHxW" };

    public static Option<int?> Limit { get; } = Typed.Integer("--limit", "N", "Use only the first N rows; of rows that lie class by class, N evenly spread.", 1);

    public static void AddTo(Command root)
    {
        root.Add(Json);
        root.Add(Quiet);
        root.Add(Seed);
        root.Add(Threads);
    }

    /// <summary>Adds the options of a command whose rows may come from a database.</summary>
    public static Command ReadsQuery(this Command command)
    {
        command.Add(DataOrigin.From);
        command.Add(DataOrigin.Query);
        return command;
    }

    /// <summary>Adds the options of a command whose table may go to a database.</summary>
    public static Command WritesTable(this Command command)
    {
        command.Add(TableTarget.To);
        command.Add(TableTarget.Table);
        return command;
    }

    /// <summary>Adds the options of a command that reads data.</summary>
    public static Command ReadsData(this Command command, bool limit = true)
    {
        command.Add(DataDirectory);
        command.Add(Split);
        command.Add(As);
        command.Add(Array);
        command.Add(ImageSize);
        command.Add(Channels);
        command.Add(CacheMemory);
        command.Add(Rows);
        command.Add(Window);
        command.Add(VolumeSize);
        TableInput.AddTo(command);
        if (limit)
        {
            command.Add(Limit);
        }
        return command;
    }
}
