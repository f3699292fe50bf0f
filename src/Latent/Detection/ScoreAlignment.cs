namespace Latent.Detection;

/// <summary>
/// Brings the scores of one detector to the scale of another that learned from nearly the same rows, by what both say of rows that both know: no two trainings
/// give quite the same scores, and on large tables that would be the larger part of what p-values are off by. It is linear between some quantiles, and beyond
/// the last as steep as from the median to there.
/// </summary>
internal sealed class ScoreAlignment
{
    // High scores matter.
    private static readonly double[] s_shares = [0, 0.25, 0.5, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99];
    private const int Median = 2, FewestAbove = 5;

    private readonly List<double> _from = [], _to = [];
    private readonly double _beyond = 1;

    /// <summary>An alignment by the scores that both detectors give the same rows.</summary>
    public ScoreAlignment(ReadOnlySpan<float> from, ReadOnlySpan<float> to)
    {
        float[] a = [.. from], b = [.. to];
        Array.Sort(a);
        Array.Sort(b);
        for (int i = 0; i < s_shares.Length && (i <= Median || (1 - s_shares[i]) * a.Length >= FewestAbove); i++)
        {
            int at = (int)(s_shares[i] * (a.Length - 1));
            _from.Add(a[at]);
            _to.Add(b[at]);
        }
        double width = _from[^1] - _from[Math.Min(Median, _from.Count - 1)];
        _beyond = width > 0 ? (_to[^1] - _to[Math.Min(Median, _to.Count - 1)]) / width : 1;
    }

    /// <summary>A score of the one detector as the other would give it.</summary>
    public float Align(float score)
    {
        int i = 0;
        while (i < _from.Count && _from[i] <= score)
        {
            i++;
        }
        return (float)(i == 0 ? _to[0] + ((score - _from[0]) * _beyond)
            : i == _from.Count ? _to[^1] + ((score - _from[^1]) * _beyond)
            : _to[i - 1] + ((score - _from[i - 1]) * (_to[i] - _to[i - 1]) / (_from[i] - _from[i - 1])));
    }
}
