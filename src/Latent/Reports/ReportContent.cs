using Latent.Pictures;
using Latent.Tables;

namespace Latent.Reports;

/// <summary>What a run's report shows. Whatever is empty or null is left out.</summary>
public sealed record ReportContent
{
    /// <summary>The heading: what was learned from what.</summary>
    public required string Title { get; init; }

    /// <summary>The run's name or folder.</summary>
    public string? RunName { get; init; }

    /// <summary>The numbers to see first: the bound, the reconstruction, the divergence, the active units.</summary>
    public IReadOnlyList<ReportFigure> Headline { get; init; } = [];

    /// <summary>Recipe, data, rows, parameters, epochs, seed, time, machine, threads, versions.</summary>
    public IReadOnlyList<ReportFact> Facts { get; init; } = [];

    /// <summary>Whole sentences on the posterior's health, each with its advice.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>How the bound, its parts and the learning rate went.</summary>
    public IReadOnlyList<SvgLineChart> Curves { get; init; } = [];

    /// <summary>The KL divergence of every latent dimension in nats per row, in the order of the dimensions.</summary>
    public IReadOnlyList<float> KlPerDimension { get; init; } = [];

    /// <summary>From how many nats a dimension is drawn as carrying something.</summary>
    public double ActiveThreshold { get; init; } = 0.01;

    /// <summary>The latent space in two dimensions.</summary>
    public LatentMap? Map { get; init; }

    /// <summary>The columns of a table: what they are taken for.</summary>
    public IReadOnlyList<Column> Columns { get; init; } = [];

    /// <summary>How the cells of columns are spread, in rows that there are and in rows that were drawn.</summary>
    public IReadOnlyList<SvgColumnChart> ColumnCharts { get; init; } = [];

    /// <summary>Lines of rows above lines of their reconstructions: see <see cref="ImageGrid.RenderPairs"/>.</summary>
    public Picture? Reconstructions { get; init; }

    /// <summary>Rows drawn from the model.</summary>
    public Picture? Samples { get; init; }

    /// <summary>A line for each latent dimension, which changes from left to right.</summary>
    public Picture? Traversals { get; init; }

    /// <summary>Its lines: the dimension of each, with the factor that it follows where one is known.</summary>
    public IReadOnlyList<string> Traversed { get; init; } = [];

    /// <summary>The command that does this run again.</summary>
    public string? Command { get; init; }

    /// <summary>The whole recipe, as YAML.</summary>
    public string? Recipe { get; init; }
}
