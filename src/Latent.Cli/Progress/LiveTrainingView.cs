using System.Globalization;
using Latent.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Latent.Cli.Progress;

/// <summary>A few lines in a terminal that are drawn anew as training goes on.</summary>
internal sealed class LiveTrainingView(TextWriter text) : TrainingView
{
    private const int BarWidth = 36, SparkCount = 36;
    private static readonly char[] s_levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

    private readonly List<double> _elbos = [];
    private double? _validation;

    public override T Watch<T>(Func<Action<TrainingProgress>, T> work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.Detect, ColorSystem = ColorSystemSupport.Detect });
        T? result = default;
        console.Live(new Text("starting ...")).Start(live => result = work(progress =>
        {
            live.UpdateTarget(Draw(progress));
            live.Refresh();
        }));
        return result!;
    }

    private Grid Draw(TrainingProgress p)
    {
        if (p.Ended is { } ended)
        {
            _elbos.Add(ended.ValidationElbo ?? ended.Elbo);
            _validation = ended.ValidationElbo;
        }
        double share = Math.Clamp((double)p.Step / Math.Max(1, p.Steps), 0, 1);
        int full = (int)(share * BarWidth);
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap());
        Row(grid, "epoch", $"[blue]{new string('━', full)}[/][grey]{new string('━', BarWidth - full)}[/] {Text($"{p.Epoch}/{p.Epochs}, step {p.Step}/{p.Steps}")}");
        Row(grid, "speed", Text($"{p.RowsPerSecond:0} rows/s, {Duration.Text(p.Remaining)} left, learning rate {p.LearningRate:0.######}"));
        string validation = _validation is { } elbo ? Text($", validation {elbo:0.00}") : "";
        Row(grid, "elbo", $"[bold]{Text($"{p.Elbo:0.00}")}[/] nats{validation}  [blue]{Spark()}[/]");
        Row(grid, "", Text($"reconstruction {p.Reconstruction:0.00}, kl {p.Kl:0.00}, active units {p.ActiveUnits}/{p.LatentSize}") + (p.Skipped > 0 ? $", [red]{Text($"{p.Skipped} steps skipped")}[/]" : ""));
        return grid;
    }

    /// <summary>The bound of the last epochs as a row of small bars.</summary>
    private string Spark()
    {
        double[] last = [.. _elbos.TakeLast(SparkCount).Where(double.IsFinite)];
        if (last.Length < 2)
        {
            return "";
        }
        double low = last.Min(), span = Math.Max(1e-12, last.Max() - low);
        return string.Concat(last.Select(e => s_levels[(int)Math.Min(s_levels.Length - 1, (e - low) / span * s_levels.Length)]));
    }

    private static void Row(Grid grid, string name, string markup) => grid.AddRow(new IRenderable[] { new Text(name, new Style(Color.Grey)), new Markup(markup) });

    private static string Text(FormattableString text) => Markup.Escape(text.ToString(CultureInfo.InvariantCulture));
}
