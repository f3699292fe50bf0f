using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Penalties;

/// <summary>
/// weight |J|^2 for every row, J the Jacobian of the latent's mean by the row (contractive autoencoders: Rifai et al. 2011):
/// latents that hardly move when a row does, but along what the data vary in. It is estimated without bias, up to a term of
/// the fourth order in the step, from the difference of the encodings either way along one random direction: |J v|^2 has the
/// mean |J|^2 for standard normal v. The encoder is asked as in evaluation, without its noise.
/// </summary>
/// <param name="weight">The weight.</param>
public sealed class Contraction(double weight = 0.1) : Penalty
{
    /// <inheritdoc/>
    public override Tensor Value(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Tensor rows = pass.Batch.Values, way = Tensor.Normal(rows.Shape, step.Rng.Split("contraction"), rows.Backend) * DecoderSmoothness.Step;
        Tensor there = Encoded(rows + way), back = Encoded(rows - way);
        return (there - back).Square().Sum() * ((float)weight / (4 * DecoderSmoothness.Step * DecoderSmoothness.Step * pass.Batch.Rows));

        Tensor Encoded(Tensor values) => pass.Model.Encode(pass.Batch with { Values = values }, Phase.Evaluation).Mean;
    }
}
