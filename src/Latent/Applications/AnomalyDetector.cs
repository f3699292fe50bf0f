using Latent.Data;
using Latent.Detection;
using Latent.Files;
using Latent.Tables;

namespace Latent.Applications;

/// <summary>
/// Finds anomalies in tables, and says why: several small VAEs learn the rows, a row's score is how far it lies from training
/// rows in their coordinates, and rows that were held out say how often a normal row scores as high.
/// </summary>
/// <example><code>
/// var detector = new AnomalyDetector().Fit(TableSources.Open("normal.csv"));
/// detector.Score(TableSources.Open("new.csv"), row => Report(row), new DetectionOptions { FalseAlarmRate = 0.01 });
/// detector.Save("detector.safetensors");
/// </code></example>
/// <param name="options">How it learns; null for the defaults.</param>
public sealed class AnomalyDetector(AnomalyDetectorOptions? options = null)
{
    /// <summary>From fewer rows nothing can be learned.</summary>
    public const int FewestRows = 10;

    private DetectorState? _state;

    private AnomalyDetector(DetectorState state)
        : this(state.Options) => _state = state;

    /// <summary>How it learns.</summary>
    public AnomalyDetectorOptions Options { get; } = options ?? new AnomalyDetectorOptions();

    /// <summary>The columns that it learned from.</summary>
    public TableSchema Schema => State.Schema;

    private DetectorState State => _state ?? throw new InvalidOperationException("The detector has not learned yet; call Fit first.");

    /// <summary>Learns what rows are normally like.</summary>
    /// <param name="source">The table; anomalies among its rows do little harm if they are few, or say their share in <see cref="AnomalyDetectorOptions.Contamination"/>.</param>
    /// <param name="progress">Told the share of the members that have learned.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>This detector.</returns>
    /// <exception cref="InputException">The table cannot be read or has too few rows, or an option makes no sense.</exception>
    public AnomalyDetector Fit(TableSource source, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        Options.Validate();
        DataSet data = TableData.Read(source, Options.Columns with { Cancellation = cancellation });
        using (data.Rows as IDisposable)
        {
            return Fit(data.Rows, data.Table!, data.Name, null, progress, cancellation);
        }
    }

    /// <summary>Learns what rows are normally like.</summary>
    /// <param name="rows">The rows as models see them.</param>
    /// <param name="schema">Their columns.</param>
    /// <param name="name">What to call them in errors.</param>
    /// <param name="calibration">Further rows, to calibrate with; null to hold some of the others out.</param>
    /// <param name="progress">Told the share of the members that have learned.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>This detector.</returns>
    /// <exception cref="InputException">There are too few rows, or an option makes no sense.</exception>
    public AnomalyDetector Fit(RowSource rows, TableSchema schema, string name, RowSource? calibration = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(schema);
        Options.Validate();
        _state = rows.Count < FewestRows
            ? throw new InputException($"{name} has {rows.Count} row{(rows.Count == 1 ? "" : "s")}; a detector needs at least {FewestRows} to learn from.")
            : DetectorFit.Learn(rows, calibration is { Count: > 0 } ? calibration : null, schema, Options, progress, cancellation);
        return this;
    }

    /// <summary>What scores normal rows have.</summary>
    public ConformalCalibration Calibration(AnomalyScore? score = null) => State.Calibration(score ?? Options.Score);

    /// <summary>The score from which on a row is an anomaly, if normal rows are to be called so at this rate. Where fewer rows were held out than such a rate needs, only rows stranger than all of them are.</summary>
    public double Threshold(double falseAlarmRate, AnomalyScore? score = null)
    {
        ConformalCalibration calibration = Calibration(score);
        int allowed = (int)Math.Floor((falseAlarmRate * (calibration.Count + 1)) + 1e-9) - 1;
        return Math.BitIncrement(calibration.Scores[calibration.Count - 1 - Math.Clamp(allowed, 0, calibration.Count - 1)]);
    }

    /// <summary>Scores the rows of a table in their order. Memory does not grow with them.</summary>
    /// <param name="source">A table with the columns that the detector learned from, in whatever order.</param>
    /// <param name="receive">Takes what was found out about every row; null for the summary alone.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="InputException">The table cannot be read, lacks a column, or has a cell that is not of its column's kind.</exception>
    public DetectionSummary Score(TableSource source, Action<RowAnomaly>? receive = null, DetectionOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new DetectionOptions();
        options.Validate();
        return new DetectionPass(State, options, options.Threshold ?? Threshold(options.FalseAlarmRate, options.Score)).Run(source, receive, cancellation);
    }

    /// <summary>Writes the detector into a file of its own, in one step.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Save(string path)
    {
        var writer = new SafetensorsWriter();
        Write(writer);
        writer.Save(path);
    }

    /// <summary>Reads a detector, from a file of its own or from that of a model that it is kept with.</summary>
    /// <exception cref="InputException">The file is missing, damaged, or holds no detector.</exception>
    public static AnomalyDetector Load(string path)
    {
        using SafetensorsReader reader = SafetensorsReader.Open(path);
        return Read(reader, path) ?? throw new InputException($"{path} holds no detector; fit one first.");
    }

    internal void Write(SafetensorsWriter writer) => DetectorFile.Write(State, writer);

    internal static AnomalyDetector? Read(SafetensorsReader reader, string path) => DetectorFile.Read(reader, path) is { } state ? new AnomalyDetector(state) : null;
}
