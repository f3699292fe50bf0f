using Latent.Applications;
using Latent.Data;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Detection;

/// <summary>All that a detector has learned.</summary>
/// <param name="options">How it learned.</param>
/// <param name="scaling">How rows are scaled.</param>
/// <param name="members">The models.</param>
internal sealed class DetectorState(AnomalyDetectorOptions options, RowScaling scaling, IReadOnlyList<DetectorMember> members)
{
    private readonly Dictionary<AnomalyScore, ConformalCalibration> _calibrations = [];

    public AnomalyDetectorOptions Options { get; } = options;

    public RowScaling Scaling { get; } = scaling;

    public IReadOnlyList<DetectorMember> Members { get; } = members;

    public TableSchema Schema => Scaling.Schema;

    /// <summary>What scores normal rows have.</summary>
    public ConformalCalibration Calibration(AnomalyScore score) => _calibrations[score];

    public void Calibrate(AnomalyScore score, ConformalCalibration calibration) => _calibrations[score] = calibration;

    /// <summary>The scores of scaled rows, within a tape's scope.</summary>
    public void Score(Tensor rows, Tensor? mask, AnomalyScore score, Span<float> scores)
    {
        scores.Clear();
        for (int m = 0; m < Members.Count; m++)
        {
            if (score is AnomalyScore.Neighbours or AnomalyScore.Latent)
            {
                Members[m].AddDistances(Members[m].Coordinates(rows, mask), score is AnomalyScore.Latent, Options.Neighbours, scores);
            }
            else
            {
                Members[m].AddNats(rows, mask, score, Noise(m), scores);
            }
        }
        foreach (ref float sum in scores)
        {
            // What is beyond all numbers is stranger than all rows.
            sum = float.IsNaN(sum) ? float.MaxValue : Math.Min(float.MaxValue, sum / Members.Count);
        }
    }

    /// <summary>Scaled rows as a tensor, and where their values are missing.</summary>
    public static (Tensor Rows, Tensor? Mask) Load(ReadOnlySpan<float> values, int rows, int width)
    {
        ReadOnlySpan<float> used = values[..(rows * width)];
        if (Finite.IndexOfOther(used) < 0)
        {
            return (Tensor.From(used, new Shape(rows, width)), null);
        }
        float[] observed = new float[used.Length], filled = used.ToArray();
        for (int i = 0; i < used.Length; i++)
        {
            observed[i] = float.IsNaN(used[i]) ? 0 : 1;
            filled[i] = float.IsNaN(used[i]) ? 0 : used[i];
        }
        return (Tensor.From(filled, new Shape(rows, width)), Tensor.From(observed, new Shape(rows, width)));
    }

    /// <summary>The draws of a member: always the same.</summary>
    private float[][] Noise(int member)
    {
        Rng rng = new Rng(Options.Seed).Split("noise").Split((ulong)member);
        float[][] noise = new float[Options.Samples][];
        for (int k = 0; k < noise.Length; k++)
        {
            noise[k] = new float[Members[member].Latent];
            for (int j = 0; j < noise[k].Length; j++)
            {
                noise[k][j] = (float)rng.NextNormal();
            }
        }
        return noise;
    }
}
