using System.Collections.Concurrent;
using Latent.Applications;
using Latent.Evaluation;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Detection;

/// <summary>One way through a table: rows are read by one thread, batches of them scored by others, and given out in their order.</summary>
internal sealed class DetectionPass
{
    // So many rows go through the models together: what they give stays in the second-level cache.
    private const int ScoredTogether = 128;

    // So many batches wait for a core, that none waits for a batch; no more are worked on at once than there are cores.
    private const int Waiting = 2;

    private static readonly string[] s_normal = ["0", "false", "no", "normal", "benign", "inlier"];

    private readonly DetectorState _state;
    private readonly DetectionOptions _options;
    private readonly AnomalyScore _score;
    private readonly double _threshold;
    private readonly ConformalCalibration _calibration;
    private readonly CellExplainer _explainer;
    private readonly Stack<Block> _free = new();
    // A thread gets its own again, whose memory is in its core's cache.
    private readonly ConcurrentBag<Tape> _tapes = [];

    public DetectionPass(DetectorState state, DetectionOptions options, double threshold)
    {
        _state = state;
        _options = options;
        _score = options.Score ?? state.Options.Score;
        _threshold = threshold;
        _calibration = state.Calibration(_score);
        _explainer = new CellExplainer(state);
    }

    public DetectionSummary Run(TableSource source, Action<RowAnomaly>? receive, CancellationToken cancellation)
    {
        var drift = new ScoreDrift(_calibration);
        List<float> scores = [];
        List<bool> labels = [];
        long anomalies = 0;
        int batch = Math.Min(_options.BatchSize, WorkingSet.Rows(_options.BatchSize, _state.Scaling.Width));
        // Answering row by row leaves nothing to do at the same time.
        int ahead = _options.BatchSize == 1 ? 0 : _options.Threads > 0 ? _options.Threads : Environment.ProcessorCount + Waiting;
        Queue<Task<Block>> running = new();
        using TableReader reader = source.Open();
        var codec = new RowCodec(_state.Schema) { InfiniteIsMissing = true, KeepsAll = true };
        codec.Bind(reader, source.Name);
        int label = LabelPlace(reader, source.Name);
        long row = 0;
        try
        {
            for (bool more = true; more || running.Count > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                if (more)
                {
                    Block block = _free.TryPop(out Block? used) ? used : new Block(batch, _state.Schema.Slots.Count, _state.Scaling.Width);
                    more = Fill(block, reader, codec, label);
                    running.Enqueue(ahead == 0 ? Task.FromResult(Work(block)) : Task.Run(() => WorkAlone(block), cancellation));
                }
                while (running.Count > (more ? ahead : 0))
                {
                    Give(running.Dequeue().GetAwaiter().GetResult());
                }
            }
        }
        finally
        {
            // No batch is left at work behind the caller's back.
            foreach (Task<Block> task in running)
            {
                ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
            }
        }
        bool both = labels.Contains(true) && labels.Contains(false);
        return new DetectionSummary(row, anomalies, drift.Distance, drift.PValue, both ? DetectionFigures.Of([.. scores], [.. labels]) : null, labels.Count);

        void Give(Block block)
        {
            for (int i = 0; i < block.Count; i++)
            {
                float score = block.Scores[i];
                bool strange = score >= _threshold;
                anomalies += strange ? 1 : 0;
                drift.AddRank(block.AtLeast[i]);
                if (block.Labels[i] is { } known)
                {
                    scores.Add(score);
                    labels.Add(known);
                }
                receive?.Invoke(new RowAnomaly(row, score, _calibration.PValueOfRank(block.AtLeast[i]), strange, block.Columns[i]));
                row++;
            }
            _free.Push(block);
        }
    }

    private bool Fill(Block block, TableReader reader, RowCodec codec, int label)
    {
        int each = _state.Schema.Slots.Count;
        block.Count = 0;
        while (block.Count < block.Labels.Length)
        {
            if (!reader.Read())
            {
                return false;
            }
            codec.Read(reader, block.Slots.AsSpan(block.Count * each, each));
            block.Labels[block.Count] = label < 0 || reader.IsMissing(label) ? null : IsAnomaly(reader.Text(label));
            block.Count++;
        }
        return true;
    }

    private Block WorkAlone(Block block)
    {
        using OwnThread own = OwnThread.Hold();
        return Work(block);
    }

    private Block Work(Block block)
    {
        int each = _state.Schema.Slots.Count, width = _state.Scaling.Width;
        block.Columns.AsSpan().Fill([]);
        if (block.Count == 0)
        {
            return block;
        }
        for (int i = 0; i < block.Count; i++)
        {
            _state.Scaling.Scale(block.Slots.AsSpan(i * each, each), block.Values.AsSpan(i * width, width));
        }
        Tape tape = _tapes.TryTake(out Tape? used) ? used : new Tape(record: false);
        for (int from = 0; from < block.Count; from += ScoredTogether)
        {
            int count = Math.Min(ScoredTogether, block.Count - from);
            using Tape.Scope scope = tape.Begin();
            (Tensor rows, Tensor? mask) = DetectorState.Load(block.Values.AsSpan(from * width), count, width);
            _state.Score(rows, mask, _score, block.Scores.AsSpan(from, count));
        }
        for (int i = 0; i < block.Count; i++)
        {
            block.AtLeast[i] = _calibration.AtLeast(block.Scores[i]);
        }
        int[] explained = _options.Columns == 0 ? [] : [.. Enumerable.Range(0, block.Count).Where(i => _options.ExplainAll || block.Scores[i] >= _threshold)];
        if (explained.Length > 0)
        {
            float[]? distances = _score is AnomalyScore.Neighbours ? block.Scores : null;
            ColumnContribution[][] blamed = _explainer.Explain(block.Values, block.Slots, explained, distances, _options.Columns, tape);
            for (int i = 0; i < explained.Length; i++)
            {
                block.Columns[explained[i]] = blamed[i];
            }
        }
        _tapes.Add(tape);
        return block;
    }

    private int LabelPlace(TableReader reader, string table)
    {
        if (_options.Label is not { } label)
        {
            return -1;
        }
        int place = reader.Columns.ToList().IndexOf(label);
        return place >= 0 ? place : throw new InputException($"{table} has no column '{label}' to measure detection by{NearestName.Hint(label, reader.Columns)}");
    }

    private static bool IsAnomaly(ReadOnlySpan<char> text)
    {
        foreach (string normal in s_normal)
        {
            if (text.Equals(normal, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }
        return !(double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out double number) && number == 0);
    }

    /// <summary>Rows that are scored together.</summary>
    private sealed class Block(int rows, int slots, int width)
    {
        public float[] Slots { get; } = new float[rows * slots];

        public float[] Values { get; } = new float[rows * width];

        public bool?[] Labels { get; } = new bool?[rows];

        public ColumnContribution[][] Columns { get; } = new ColumnContribution[rows][];

        public float[] Scores { get; } = new float[rows];

        public int[] AtLeast { get; } = new int[rows];

        public int Count { get; set; }
    }
}
