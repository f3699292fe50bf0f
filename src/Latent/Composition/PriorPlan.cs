using Latent.Conditions;
using Latent.Data;
using Latent.Layers;
using Latent.Posteriors;
using Latent.Tensors;

namespace Latent.Composition;

/// <summary>What of a model is there when its prior is made.</summary>
/// <param name="Encoder">x, and the condition if there is one, to the posterior's parameters.</param>
/// <param name="Posterior">The family of q(z|x).</param>
/// <param name="Condition">What the model is told beside a row; null for nothing.</param>
/// <param name="Data">The rows of the training data; null where there are none, such as for a model that is read from a file.</param>
/// <param name="Preparation">What is done to rows before the encoder sees them.</param>
internal sealed record PriorPlan(Layer Encoder, Posterior Posterior, Conditioning? Condition, RowSource? Data, Preparation Preparation)
{
    // Enough for two rows that are equal not to stay so.
    private const double Noise = 0.01;

    /// <summary>Rows of the training data, drawn at random, as the encoder sees them, with a little noise; noise alone where there are no data. Conditions are noise, too.</summary>
    /// <param name="count">How many.</param>
    /// <param name="plan">The room there is, and where the numbers are drawn from.</param>
    /// <returns>[count, the encoder's inputs].</returns>
    public float[] Rows(int count, LatentPlan plan)
    {
        int width = Encoder.Inputs;
        plan.Weights.Take(count, width);
        Rng rng = plan.Rng.Split("prior");
        float[] rows = new float[count * width];
        float[] row = new float[Data?.RowShape.Length ?? 0];
        for (int i = 0; i < count; i++)
        {
            Span<float> next = rows.AsSpan(i * width, width);
            if (Data is { Count: > 0 })
            {
                Data.Read([rng.Next(Data.Count)], row);
                Finite.Fill(row);
                Prepare(row);
                row.CopyTo(next);
            }
            foreach (ref float value in next)
            {
                value += (float)(Noise * rng.NextNormal());
            }
        }
        return rows;
    }

    /// <summary>As <see cref="Preparation.Prepare"/>, but grey levels stay grey: they are the expectations of binary ones.</summary>
    private void Prepare(Span<float> row)
    {
        for (int j = 0; j < Preparation.Means.Count; j++)
        {
            row[j] = (row[j] - Preparation.Means[j]) / Preparation.Deviations[j];
        }
    }
}
