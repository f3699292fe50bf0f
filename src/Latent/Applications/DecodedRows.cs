using Latent.Distributions;
using Latent.Samplers;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Applications;

/// <summary>
/// Rows whose cells are drawn from their columns' likelihoods, each by itself, given a latent. Where some cells are given, latents
/// are drawn again in proportion to the probability of these (sampling, importance resampling; Rubin 1987).
/// </summary>
/// <param name="model">A model of a table.</param>
/// <param name="sampler">What latents are drawn from; null for the prior.</param>
internal sealed class DecodedRows(TrainedModel model, LatentSampler? sampler) : ITableRows
{
    // How many latents there are to choose each from where some cells are given.
    private const int Candidates = 64;

    private readonly Tape _tape = new(model.Model.Parameters[0].Backend, record: false);

    public void Draw(Span<float> rows, GivenCells? given, float temperature, Rng rng)
    {
        using Tape.Scope scope = _tape.Begin();
        int count = rows.Length / model.Schema.RowShape.Length;
        // A model of classes makes rows of each in turn.
        Tensor? condition = model.Model.Conditioning?.Usual(0, count, _tape.Backend);
        Tensor latent = given is null ? Latents(count, condition, temperature, rng) : Chosen(count, condition, given, temperature, rng);
        model.Model.Decode(latent, condition).Sample(1, rng).CopyTo(rows);
    }

    private Tensor Latents(int count, Tensor? condition, float temperature, Rng rng)
    {
        if (sampler is not null)
        {
            return sampler.Sample(count, rng, temperature);
        }
        Distribution prior = model.Model.Prior(condition);
        Tensor latent = prior.Sample(LatentModel.SamplesPerRow(prior, count), rng);
        return prior.IsDiscrete ? latent : prior.Spread(latent, temperature);
    }

    /// <summary>Latents, each drawn from some of the prior's by how well it explains the cells that are given.</summary>
    private Tensor Chosen(int count, Tensor? condition, GivenCells given, float temperature, Rng rng)
    {
        Tensor latents = Latents(count * Candidates, condition, temperature, rng);
        var row = new Shape(1, given.Values.Length);
        Tensor values = Tensor.From(Array.ConvertAll(given.Values, v => float.IsNaN(v) ? 0 : v), row), mask = Tensor.From(Array.ConvertAll(given.Values, v => float.IsNaN(v) ? 0f : 1), row);
        float[] logs = model.Model.Decode(latents, condition).LogProbability(values.Repeat(count * Candidates), mask.Repeat(count * Candidates)).ToArray();
        int size = model.Model.LatentSize;
        float[] all = latents.ToArray(), chosen = new float[count * size], own = new float[Candidates];
        for (int r = 0; r < count; r++)
        {
            // Candidates of all rows, then again of all: conditions repeat so.
            for (int c = 0; c < Candidates; c++)
            {
                own[c] = logs[(c * count) + r];
            }
            int best = (WeightedDraw.Of(own, rng) * count) + r;
            all.AsSpan(best * size, size).CopyTo(chosen.AsSpan(r * size));
        }
        return Tensor.From(chosen, new Shape(count, size));
    }
}
