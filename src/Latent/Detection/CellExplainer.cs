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
    /// <param name="most">How many columns to name.</param>
    /// <param name="tape">Whose scope is not open.</param>
    public ColumnContribution[][] Explain(float[] scaled, float[] slots, int[] chosen, int most, Tape tape)
    {
        var answers = new ColumnContribution[chosen.Length][];
        int candidates = Math.Min(MostCandidates, _columns.Length), together = Math.Max(1, MostValues / (_width * candidates));
        for (int from = 0; from < chosen.Length; from += together)
        {
            int[] part = chosen[from..Math.Min(chosen.Length, from + together)];
            Together(scaled, slots, part, candidates, most, tape).CopyTo(answers, from);
        }
        return answers;
    }

    private ColumnContribution[][] Together(float[] scaled, float[] slots, int[] chosen, int candidates, int most, Tape tape)
    {
        float[] rows = new float[chosen.Length * _width];
        for (int i = 0; i < chosen.Length; i++)
        {
            scaled.AsSpan(chosen[i] * _width, _width).CopyTo(rows.AsSpan(i * _width));
        }
        (int[][] columns, float[] before) = Candidates(rows, chosen.Length, candidates, tape);
        int count = chosen.Length * candidates;
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
            answers[i] = [.. columns[i]
                .Select((column, c) => (Column: column, Place: (row * candidates) + c, Drop: before[row] - (after[(row * candidates) + c] / _state.Members.Count)))
                .Where(c => c.Column >= 0)
                .OrderByDescending(c => c.Drop)
                .Take(most)
                .Select(c => Contribution(c.Column, slots.AsSpan(chosen[row] * _state.Schema.Slots.Count, _state.Schema.Slots.Count), expected.AsSpan(c.Place * _width, _width), c.Drop))];
        }
        return answers;
    }

    /// <summary>The columns whose values the decoders miss most of, -1 where a row has fewer that are there, and the rows' scores.</summary>
    private (int[][] Columns, float[] Scores) Candidates(float[] rows, int count, int candidates, Tape tape)
    {
        float[] missed = new float[count * _columns.Length], scores = new float[count];
        foreach (DetectorMember member in _state.Members)
        {
            using Tape.Scope scope = tape.Begin();
            (Tensor values, Tensor? mask) = DetectorState.Load(rows, count, _width);
            Tensor coordinates = member.Coordinates(values, mask);
            member.AddDistances(coordinates, false, _state.Options.Neighbours, scores);
            float[] places = coordinates.ToArray();
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<float> residuals = places.AsSpan((i * (member.Latent + _width)) + member.Latent, _width);
                for (int c = 0; c < _columns.Length; c++)
                {
                    foreach (ScaledField field in _fields[c])
                    {
                        foreach (float r in residuals[field.Values])
                        {
                            missed[(i * _columns.Length) + c] += r * r;
                        }
                    }
                }
            }
        }
        int[][] columns = new int[count][];
        for (int i = 0; i < count; i++)
        {
            int row = i;
            scores[i] /= _state.Members.Count;
            columns[i] = [.. Enumerable.Range(0, _columns.Length)
                .OrderByDescending(c => missed[(row * _columns.Length) + c])
                .Take(candidates)
                .Select(c => float.IsNaN(rows[(row * _width) + _fields[c][0].Start]) ? -1 : c)];
        }
        return (columns, scores);
    }

    /// <summary>Every row once for each of its candidates, with what a model expects in the candidate's place.</summary>
    private float[] Filled(DetectorMember member, float[] rows, int[][] columns, int candidates, Tape tape)
    {
        int count = columns.Length * candidates;
        float[] filled = new float[count * _width];
        for (int i = 0; i < count; i++)
        {
            Span<float> row = filled.AsSpan(i * _width, _width);
            rows.AsSpan(i / candidates * _width, _width).CopyTo(row);
            // Zero is the mean of every value.
            foreach (Range range in Ranges(columns[i / candidates][i % candidates]))
            {
                row[range].Clear();
            }
        }
        for (int round = 0; round < Rounds; round++)
        {
            using Tape.Scope scope = tape.Begin();
            (Tensor values, Tensor? mask) = DetectorState.Load(filled, count, _width);
            float[] made = member.Reconstruct(values, mask).ToArray();
            for (int i = 0; i < count; i++)
            {
                int start = i * _width;
                foreach (Range range in Ranges(columns[i / candidates][i % candidates]))
                {
                    (int offset, int length) = range.GetOffsetAndLength(_width);
                    made.AsSpan(start + offset, length).CopyTo(filled.AsSpan(start + offset));
                }
            }
        }
        return filled;
    }

    private IEnumerable<Range> Ranges(int column) => column < 0 ? [] : _fields[column].Select(field => field.Values);

    private ColumnContribution Contribution(int column, ReadOnlySpan<float> observed, ReadOnlySpan<float> expected, double drop)
    {
        // Of a date, how far along it lies comes first.
        ScaledField field = _fields[column][0];
        string name = _state.Schema.Columns[field.Column].Name;
        return new ColumnContribution(name, _state.Scaling.Text(field, observed), _state.Scaling.Expected(field, expected), drop);
    }
}
