using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Cli.Progress;
using Latent.Data;

namespace Latent.Cli.Commands;

/// <summary>latent data get: fetches a data set.</summary>
internal static class DataGetCommand
{
    private static readonly Argument<string> s_name = Typed.Needed("NAME", "A known name ('latent data list').");
    private static readonly Option<string?> s_to = Typed.Text("--to", "DIR", "The folder for data sets; NAME becomes a folder in it. Default: where they are looked for.");
    private static readonly Option<string?> s_from = Typed.Text("--from", "ADDRESS", "Fetch from this mirror.");

    public static Command Create(CommandHost host) =>
        host.Handle(Get, new Command("get", "Fetch a data set; an interrupted fetch goes on where it stopped.") { s_name, s_to, s_from });

    private static void Get(ParseResult parsed, CommandContext context)
    {
        NamedDataSet set = NamedDataSets.Find(parsed.GetRequiredValue(s_name));
        string folder = parsed.GetValue(s_to) ?? NamedDataSets.DefaultCacheDirectory();
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var downloader = new Downloader(client) { BaseAddress = parsed.GetValue(s_from) is { } from ? Address(from) : null };
        string place;
        using (WorkProgress progress = context.Progress(set.Name))
        {
            place = downloader.GetAsync(set, folder, new FileProgress(progress, set), context.Cancellation).GetAwaiter().GetResult();
        }
        string[] files = [.. set.Files.Select(file => Path.Join(place, file.CompressedName))];
        context.Finish(
            new JsonObject { ["name"] = set.Name, ["folder"] = place, ["files"] = JsonText.Texts(files) },
            $"{set.Name} is in {place}");
    }

    private static Uri Address(string text)
    {
        string full = text.EndsWith('/') ? text : text + "/";
        return Uri.TryCreate(full, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? address
            : throw new InputException($"--from is '{text}'; it must be an address such as https://example.org/mnist/.");
    }

    /// <summary>Shows the file that is arriving; unlike Progress, at once and in order.</summary>
    private sealed class FileProgress(WorkProgress view, NamedDataSet set) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            int index = set.Files.Select(f => f.CompressedName).ToList().IndexOf(value.File);
            double share = value.Total is { } total and > 0 ? (double)value.Received / total : 0;
            view.Report((index + share) / set.Files.Count, string.Create(CultureInfo.InvariantCulture, $" {value.File} {value.Received / 1e6:0.0} MB"));
        }
    }
}
