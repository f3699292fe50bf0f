using Latent.Applications;
using Latent.Tensors;

namespace Latent.Detection;

/// <summary>
/// Says which columns make rows strange: for every column that the models miss most of, what they expect there given the
/// row's other columns, and by how much the score falls when that is put in its place.
/// </summary>
internal sealed class CellExplainer
{
    // Columns that are looked into; blame goes to the worst of them.
    private const int MostCandidates = 8;

    // How often the expected value is worked out anew from the row with the last one in its place.
    private const int Rounds = 4;

    private const int MostValues = 1 << 18;

    private readonly DetectorState _state;
    private readonly ScaledField[][] _fields;
    private readonly int[] _columns;
    private readonly int _width;

    public CellExplainer(DetectorState state)
    {
        _state = state;
        _width = state.Scaling.Width;
        _columns = [.. state.Scaling.Fields.Select(field => field.Column).Distinct().Order()];
        _fields = [.. _columns.Select(column => state.Scaling.Fields.Where(field => field.Column == column).ToArray())];
    }

    /// <summary>Explains rows.</summary>
    /// <param name="scaled">[rows, width], not a number where a value is missing.</param>
    /// <param name="slots">The numbers of their slots.</param>
    /// <param name="chosen">Which of the rows.</param>
    /// <param name="scores">All rows' mean distances to the nearest references; null if they are yet to be worked out.</param>
    /// <param name="most">How many columns to name.</param>
    /// <param name="tape">Whose scope is not open.</param>
    public ColumnContribution[][] Explain(float[] scaled, float[] slots, int[] chosen, float[]? scores, int most, Tape tape)
    {
        var answers = new ColumnContribution[chosen.Length][];
        int candidates = Math.Min(MostCandidates, _columns.Length), together = Math.Max(1, MostValues / (_width * candidates));
        for (int from = 0; from < chosen.Length; from += together)
        {
            int[] part = chosen[from..Math.Min(chosen.Length, from + together)];
            float[]? known = scores is null ? null : Array.ConvertAll(part, row => scores[row]);
            Together(scaled, slots, part, known, candidates, most, tape).CopyTo(answers, from);
        }
        return answers;
    }

    private ColumnContribution[][] Together(float[] scaled, float[] slots, int[] chosen, float[]? scores, int candidates, int most, Tape tape)
    {
        float[] rows = new float[chosen.Length * _width];
        for (int i = 0; i < chosen.Length; i++)
        {
            scaled.AsSpan(chosen[i] * _width, _width).CopyTo(rows.AsSpan(i * _width));
        }
        float[] before = scores ?? new float[chosen.Length];
        int[] columns = Candidates(rows, candidates, scores is null ? before : null, tape);
        int count = columns.Length;
        float[] expected = new float[count * _width], after = new float[count];
        foreach (DetectorMember member in _state.Members)
        {
            float[] filled = Filled(member, rows, columns, candidates, tape);
            using Tape.Scope scope = tape.Begin();
            (Tensor values, Tensor? mask) = DetectorState.Load(filled, count, _width);
            member.AddDistances(member.Coordinates(values, mask), false, _state.Options.Neighbours, after);
            for (int i = 0; i < expected.Length; i++)
            {
                expected[i] += filled[i] / _state.Members.Count;
            }
        }
        var answers = new ColumnContribution[chosen.Length][];
        for (int i = 0; i < chosen.Length; i++)
        {
            int row = i;
            answers[i] = [.. Enumerable.Range(row * candidates, candidates)
                .Where(place => columns[place] >= 0)
                .Select(place => (Place: place, Drop: before[row] - (after[place] / _state.Members.Count)))
                .OrderByDescending(c => c.Drop)
                .Take(most)
                .Select(c => Contribution(columns[c.Place], slots.AsSpan(chosen[row] * _state.Schema.Slots.Count, _state.Schema.Slots.Count), expected.AsSpan(c.Place * _width, _width), c.Drop))];
        }
        return answers;
    }

    /// <summary>For every row the columns whose values the decoders miss most of, the worst first, -1 where a value is missing.</summary>
    /// <param name="rows">[rows, width].</param>
    /// <param name="candidates">How many columns of every row.</param>
    /// <param name="scores">Gets the rows' mean distances to the nearest references; null if nobody asks for them.</param>
    /// <param name="tape">Whose scope is not open.</param>
    private int[] Candidates(float[] rows, int candidates, float[]? scores, Tape tape)
    {
        int count = rows.Length / _width;
        float[] missed = new float[count * _columns.Length];
        foreach (DetectorMember member in _state.Members)
        {
            using Tape.Scope scope = tape.Begin();
            (Tensor values, Tensor? mask) = DetectorState.Load(rows, count, _width);
            Tensor coordinates = member.Coordinates(values, mask);
            if (scores is not null)
            {
                member.AddDistances(coordinates, false, _state.Options.Neighbours, scores);
            }
            float[] places = coordinates.ToArray();
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<float> residuals = places.AsSpan((i * (member.Latent + _width)) + member.Latent, _width);
                for (int c = 0; c < _columns.Length; c++)
                {
                    foreach (ScaledField field in _fields[c])
                    {
                        foreach (float r in residuals.Slice(field.Start, field.Width))
                        {
                            missed[(i * _columns.Length) + c] += r * r;
                        }
                    }
                }
            }
        }
        for (int i = 0; i < scores?.Length; i++)
        {
            scores[i] /= _state.Members.Count;
        }
        int[] columns = new int[count * candidates];
        for (int place = 0; place < columns.Length; place++)
        {
            int row = place / candidates, worst = TakeWorst(missed.AsSpan(row * _columns.Length, _columns.Length));
            columns[place] = float.IsNaN(rows[(row * _width) + _fields[worst][0].Start]) ? -1 : worst;
        }
        return columns;
    }

    /// <summary>The place of the largest number, which is not found a second time.</summary>
    private static int TakeWorst(Span<float> missed)
    {
        int worst = -1;
        for (int c = 0; c < missed.Length; c++)
        {
            if (!float.IsNegativeInfinity(missed[c]) && (worst < 0 || missed[c] > missed[worst]))
            {
                worst = c;
            }
        }
        missed[worst] = float.NegativeInfinity;
        return worst;
    }

    /// <summary>Every row once for each of its candidates, with what a model expects in the candidate's place.</summary>
    private float[] Filled(DetectorMember member, float[] rows, int[] columns, int candidates, Tape tape)
    {
        float[] filled = new float[columns.Length * _width];
        for (int i = 0; i < columns.Length; i++)
        {
            rows.AsSpan(i / candidates * _width, _width).CopyTo(filled.AsSpan(i * _width));
        }
        // Zero is the mean of every value.
        Replace(filled, columns, new float[filled.Length]);
        for (int round = 0; round < Rounds; round++)
        {
            using Tape.Scope scope = tape.Begin();
            (Tensor values, Tensor? mask) = DetectorState.Load(filled, columns.Length, _width);
            Replace(filled, columns, member.Reconstruct(values, mask).ToArray());
        }
        return filled;
    }

    /// <summary>Puts other values in the places of the rows' columns.</summary>
    private void Replace(float[] rows, int[] columns, float[] others)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i] < 0)
            {
                continue;
            }
            foreach (ScaledField field in _fields[columns[i]])
            {
                int start = (i * _width) + field.Start;
                others.AsSpan(start, field.Width).CopyTo(rows.AsSpan(start));
            }
        }
    }

    private ColumnContribution Contribution(int column, ReadOnlySpan<float> observed, ReadOnlySpan<float> expected, double drop)
    {
        // Of a date, how far along it lies comes first.
        ScaledField field = _fields[column][0];
        string name = _state.Schema.Columns[field.Column].Name;
        return new ColumnContribution(name, _state.Scaling.Text(field, observed), _state.Scaling.Expected(field, expected), drop);
    }
}
