using System.Runtime.ExceptionServices;
using Latent.Applications;
using Latent.Data;
using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Detection;

/// <summary>Learns a detector from rows.</summary>
internal static class DetectorFit
{
    private const int MostHeld = 10_000, MostRead = 4096;

    // From so many rows on enough can be held out; in wider ones, learning several times over takes too long.
    private const int AmpleRows = 40_000, WidestFolded = 512;

    // Rows by which the scores of two trainings are brought to one scale.
    private const int MostCommon = 8000;

    // Of the steps of a training, for the model that only says which rows to leave out.
    private const int FirstLook = 2;

    /// <param name="rows">The rows to learn from.</param>
    /// <param name="calibration">Rows to calibrate with; null to hold some of the others out.</param>
    /// <param name="schema">Their columns.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the share of the members that have learned.</param>
    /// <param name="cancellation">Stops it.</param>
    public static DetectorState Learn(RowSource rows, RowSource? calibration, TableSchema schema, AnomalyDetectorOptions options, Action<double>? progress, CancellationToken cancellation)
    {
        var rng = new Rng(options.Seed);
        int[] order = Order(rows.Count, options.MostRows, rng.Split("rows")), kept = [];
        float[] slots = Slots(rows, order, schema);
        bool folds = options.Folds > 0 && order.Length >= 2 * options.Folds && order.Length < AmpleRows && schema.Width <= WidestFolded;
        int learned = order.Length - (calibration is null && !folds ? Math.Clamp((int)(options.Held * order.Length), 1, MostHeld) : 0), count = order.Length;
        if (calibration is not null)
        {
            order = Order(calibration.Count, MostHeld, rng.Split("calibration"));
            slots = [.. slots, .. Slots(calibration, order, schema)];
            count += order.Length;
        }
        var scaling = new RowScaling(schema);
        scaling.Fit(slots.AsSpan(0, learned * schema.Slots.Count), learned);
        float[] values = Scaled(slots, count, scaling, out bool gaps);
        kept = [.. Enumerable.Range(0, count)];
        var all = new MemoryRows(values, scaling.Width, gaps, kept);
        int latent = options.Latent > 0 ? options.Latent : Math.Clamp(scaling.Width / 2, 2, 16);
        var training = new AnomalyTraining(options.Steps, options.BatchSize, options.LearningRate, options.Hidden);
        if (options.Contamination > 0)
        {
            kept = Trimmed(all, learned, latent, training, new DetectorState(options, scaling, []), rng.Split("first look"), cancellation);
            scaling.Fit(Chosen(slots, kept.Where(i => i < learned), schema.Slots.Count, out int clean), clean);
            values = Scaled(slots, count, scaling, out gaps);
            all = new MemoryRows(values, scaling.Width, gaps, [.. Enumerable.Range(0, count)]);
        }
        MemoryRows train = all.Choose(kept.Where(i => i < learned)), held = all.Choose(kept.Where(i => i >= learned));
        int parts = folds ? options.Folds : 0, done = 0;
        DetectorState state = Ensemble(train, rng.Split("member"));
        Dictionary<AnomalyScore, List<float>> normal = Enum.GetValues<AnomalyScore>().ToDictionary(score => score, score => new List<float>(Score(state, held, score)));
        Dictionary<AnomalyScore, float[]> learnedScores = parts > 0 ? normal.Keys.ToDictionary(score => score, score => Score(state, train, score)) : [];
        for (int part = 0; part < parts; part++)
        {
            DetectorState others = Ensemble(train.Choose(Places(part, inside: false)), rng.Split("part").Split((ulong)part));
            int[] shared = [.. Spread([.. Places(part, inside: false)])];
            MemoryRows inside = train.Choose(Places(part, inside: true)), common = train.Choose(shared);
            foreach ((AnomalyScore score, List<float> known) in normal)
            {
                var alignment = new ScoreAlignment(Score(others, common, score), Array.ConvertAll(shared, place => learnedScores[score][place]));
                known.AddRange(Score(others, inside, score).Select(alignment.Align));
            }
        }
        foreach ((AnomalyScore score, List<float> known) in normal)
        {
            state.Calibrate(score, new ConformalCalibration(known));
        }
        return state;

        IEnumerable<int> Places(int part, bool inside) => Enumerable.Range(0, train.Count).Where(i => i % parts == part == inside);

        static IEnumerable<int> Spread(int[] places) =>
            Enumerable.Range(0, Math.Min(places.Length, MostCommon)).Select(i => places[(int)((long)i * places.Length / Math.Min(places.Length, MostCommon))]);

        DetectorState Ensemble(MemoryRows of, Rng random)
        {
            var members = new DetectorMember[options.Members];
            EachOnItsThread(
                members.Length,
                m =>
                {
                    members[m] = Member(of, latent, training, options.References, random.Split((ulong)m), cancellation);
                    progress?.Invoke(Interlocked.Increment(ref done) / (double)(members.Length * (1 + parts)));
                },
                cancellation);
            return new DetectorState(options, scaling, members);
        }
    }

    /// <summary>Works side by side, with the same results as one after the other.</summary>
    private static void EachOnItsThread(int count, Action<int> work, CancellationToken cancellation)
    {
        if (Backend.Default.Threads == 1)
        {
            for (int i = 0; i < count; i++)
            {
                work(i);
            }
            return;
        }
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Backend.Default.Threads, CancellationToken = cancellation }, i =>
            {
                using OwnThread own = OwnThread.Hold();
                work(i);
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
        }
    }

    private static DetectorMember Member(MemoryRows train, int latent, AnomalyTraining training, int references, Rng rng, CancellationToken cancellation)
    {
        Vae model = DetectorNetwork.Train(train, latent, training, rng, cancellation);
        // Drawn among all, so that the members together know more rows than each.
        int[] chosen = [.. Order(train.Count, MostHeld, rng.Split("references"))];
        float[] values = new float[chosen.Length * train.RowShape.Length];
        train.Read(chosen, values);
        var member = new DetectorMember(model, Math.Min(references, train.Count));
        using Tape.Scope scope = new Tape(record: false).Begin();
        (Tensor rows, Tensor? mask) = DetectorState.Load(values, chosen.Length, train.RowShape.Length);
        member.Fit(rows, mask, [.. Enumerable.Range(0, Math.Min(references, train.Count))]);
        return member;
    }

    /// <summary>The rows without the worst under a model of all, of those that are learned from and of those held out alike.</summary>
    private static int[] Trimmed(MemoryRows all, int learned, int latent, AnomalyTraining training, DetectorState settings, Rng rng, CancellationToken cancellation)
    {
        DetectorMember first = Member(all.Choose(Enumerable.Range(0, learned)), latent, training with { Steps = Math.Max(1, training.Steps / FirstLook) }, 1, rng, cancellation);
        float[] scores = Score(new DetectorState(settings.Options, settings.Scaling, [first]), all, AnomalyScore.ImportanceWeighted);
        return [.. Best(scores, 0, learned).Concat(Best(scores, learned, all.Count))];

        IEnumerable<int> Best(float[] of, int from, int to) =>
            Enumerable.Range(from, to - from).OrderBy(i => of[i]).ThenBy(i => i).Take(Math.Max(1, (int)Math.Ceiling((1 - settings.Options.Contamination) * (to - from)))).Order();
    }

    /// <summary>The scores of all rows.</summary>
    private static float[] Score(DetectorState state, MemoryRows rows, AnomalyScore score)
    {
        int width = rows.RowShape.Length, batch = WorkingSet.Rows(1024, width);
        float[] scores = new float[rows.Count], values = new float[Math.Min(batch, rows.Count) * width];
        var tape = new Tape(record: false);
        for (int from = 0; from < rows.Count; from += batch)
        {
            int count = Math.Min(batch, rows.Count - from);
            rows.Read([.. Enumerable.Range(from, count)], values);
            using Tape.Scope scope = tape.Begin();
            (Tensor loaded, Tensor? mask) = DetectorState.Load(values, count, width);
            state.Score(loaded, mask, score, scores.AsSpan(from, count));
        }
        return scores;
    }

    /// <summary>Some of the numbers below a count, in a random order.</summary>
    private static int[] Order(int count, int most, Rng rng)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        rng.Shuffle(order.AsSpan());
        return order.Length > most ? order[..most] : order;
    }

    /// <summary>The numbers of the slots of some rows, from the values that models see.</summary>
    private static float[] Slots(RowSource rows, int[] chosen, TableSchema schema)
    {
        int width = schema.Width, each = schema.Slots.Count, batch = WorkingSet.Rows(MostRead, width);
        if ((long)chosen.Length * each > Array.MaxLength)
        {
            throw new InputException($"{chosen.Length} rows of {each} values do not fit into memory; set MostRows of the detector's options to fewer.");
        }
        float[] slots = new float[chosen.Length * each], values = new float[batch * width];
        for (int from = 0; from < chosen.Length; from += batch)
        {
            int count = Math.Min(batch, chosen.Length - from);
            rows.Read(chosen.AsSpan(from, count), values);
            for (int i = 0; i < count; i++)
            {
                Gather(schema, values.AsSpan(i * width, width), slots.AsSpan((from + i) * each, each));
            }
        }
        return slots;
    }

    private static void Gather(TableSchema schema, ReadOnlySpan<float> values, Span<float> slots)
    {
        for (int s = 0; s < slots.Length; s++)
        {
            TableSlot slot = schema.Slots[s];
            slots[s] = slot.HasLevels && !float.IsNaN(values[slot.Start]) ? values.Slice(slot.Start, slot.Width).IndexOf(1f) : values[slot.Start];
        }
    }

    private static float[] Chosen(float[] slots, IEnumerable<int> rows, int each, out int count)
    {
        List<float> chosen = [];
        count = 0;
        foreach (int row in rows)
        {
            chosen.AddRange(slots.AsSpan(row * each, each));
            count++;
        }
        return [.. chosen];
    }

    private static float[] Scaled(float[] slots, int rows, RowScaling scaling, out bool gaps)
    {
        int each = scaling.Schema.Slots.Count;
        if ((long)rows * scaling.Width > Array.MaxLength)
        {
            throw new InputException($"{rows} rows of {scaling.Width} values do not fit into memory; set MostRows of the detector's options to fewer.");
        }
        float[] values = new float[rows * scaling.Width];
        for (int i = 0; i < rows; i++)
        {
            scaling.Scale(slots.AsSpan(i * each, each), values.AsSpan(i * scaling.Width, scaling.Width));
        }
        gaps = values.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue);
        return values;
    }
}
