using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Cli.Database;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Cli;

/// <summary>What one run of a command knows: its output, its seed, its threads.</summary>
internal sealed class CommandContext : IDisposable
{
    private readonly CommandHost _host;
    private readonly ParseResult _parsed;

    public CommandContext(CommandHost host, ParseResult parsed)
    {
        _host = host;
        _parsed = parsed;
        Json = parsed.GetValue(SharedOptions.Json);
        Quiet = parsed.GetValue(SharedOptions.Quiet);
        Text = Quiet ? TextWriter.Null : Json ? host.Terminal.Error : host.Terminal.Output;
    }

    /// <summary>Whether a program reads the output.</summary>
    public bool Json { get; }

    /// <summary>Whether nothing is to be said while working.</summary>
    public bool Quiet { get; }

    /// <summary>Where people's text goes: standard error when a program reads standard output.</summary>
    public TextWriter Text { get; }

    /// <summary>Where results go that are lines of text themselves.</summary>
    public TextWriter Output => _host.Terminal.Output;

    /// <summary>Where summaries go while results take standard output.</summary>
    public TextWriter Error => _host.Terminal.Error;

    /// <summary>Standard input.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public Stream Input() => _host.Terminal.Input?.Invoke() ?? throw new InputException("There is no standard input to read from; name a file.");

    /// <summary>Asks the work to stop.</summary>
    public CancellationToken Cancellation => _host.Cancellation;

    /// <summary>The command as it was given, to be repeated, without passwords.</summary>
    public string CommandLine => string.Join(' ', ["latent", .. _host.Arguments.Select(argument => Quoted(PasswordFilter.StripArgument(argument)))]);

    /// <summary>The seed, if one was given.</summary>
    public int? Seed => _parsed.GetValue(SharedOptions.Seed);

    /// <summary>The generator of this seed (0 when none was given), for one purpose.</summary>
    public Rng Rng(string purpose) => new Rng((ulong)(Seed ?? 0)).Split(purpose);

    /// <summary>Gets the engine ready: as many threads as asked for. To be called before any model is made.</summary>
    public Backend UseEngine()
    {
        int threads = _parsed.GetValue(SharedOptions.Threads) ?? ThreadsOfEnvironment();
        if (threads > 0)
        {
            Backend.Default = Backend.CreateCpu(threads);
        }
        return Backend.Default;
    }

    /// <summary>Prints the result: the document for a program, the text for people.</summary>
    public void Finish(JsonObject document, string text)
    {
        if (Json)
        {
            JsonText.Write(_host.Terminal.Output, document);
        }
        else
        {
            // The result itself is what was asked for, and is said even to those who want quiet.
            _host.Terminal.Output.WriteLine(text);
            _host.Terminal.Output.Flush();
        }
    }

    /// <summary>Says something on standard error, unless quiet is asked for.</summary>
    public void Warn(string text)
    {
        if (!Quiet)
        {
            _host.Terminal.Error.WriteLine(text);
            _host.Terminal.Error.Flush();
        }
    }

    /// <summary>Says on standard error what was odd about the files of some data, unless quiet is asked for.</summary>
    public void Warn(DataSet data)
    {
        const int shown = 3;
        if (Quiet)
        {
            return;
        }
        foreach (string warning in data.Warnings.Take(shown))
        {
            _host.Terminal.Error.WriteLine(warning);
        }
        if (data.Warnings.Count > shown)
        {
            _host.Terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"There are {data.Warnings.Count - shown} more such warnings; 'latent data info' has them all."));
        }
        if (data.Skipped.Count > 0)
        {
            string more = data.Skipped.Count > shown ? string.Create(CultureInfo.InvariantCulture, $" And {data.Skipped.Count - shown} more; 'latent data info' names them all.") : "";
            _host.Terminal.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{data.Skipped.Count} {(data.Skipped.Count == 1 ? "file was" : "files were")} left out: {string.Join(' ', data.Skipped.Take(shown).Select(skipped => skipped.Reason))}{more}"));
        }
        _host.Terminal.Error.Flush();
    }

    /// <summary>Shows how far some work is: a bar in a terminal, a line now and then elsewhere, nothing when quiet.</summary>
    public WorkProgress Progress(string title) => new(title, Text, IsLive);

    /// <summary>Shows a training as it goes on.</summary>
    public TrainingView TrainingView() => Quiet ? new SilentTrainingView() : IsLive ? new LiveTrainingView(Text) : new PlainTrainingView(Text);

    /// <summary>Shows a search as it goes on.</summary>
    public TuningView TuningView() => new(Text, IsLive);

    /// <summary>Whether results are read in a terminal, by a person.</summary>
    public bool IsTerminal => !Json && _host.Terminal.OutputIsLive;

    public void Dispose() => Text.Flush();

    private bool IsLive => !Quiet && (Json ? _host.Terminal.ErrorIsLive : _host.Terminal.OutputIsLive);

    private static int ThreadsOfEnvironment()
    {
        string? text = Environment.GetEnvironmentVariable("LATENT_THREADS");
        return string.IsNullOrEmpty(text) ? 0
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int threads) && threads > 0 ? threads
            : throw new InputException($"LATENT_THREADS is '{text}'; it must be a whole number of at least 1.");
    }

    private static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or '=' or ':' or ',' or '+') ? argument : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
