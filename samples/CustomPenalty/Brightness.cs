using Latent;
using Latent.Penalties;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

/// <summary>weight (b' - b)^2 for every row, b its mean value and b' that of what the model makes of it.</summary>
internal sealed class Brightness(float weight) : Penalty
{
    public override Tensor Value(Pass pass, StepContext step)
    {
        Tensor made = Of(pass.Likelihood.Mean), there = Of(pass.Batch.Values);
        return (made - there.Repeat(pass.Samples)).Square().Mean() * weight;
    }

    /// <summary>[rows]: the mean value of each.</summary>
    private static Tensor Of(Tensor rows) => rows.Reshape(rows.Shape[0], rows.Length / rows.Shape[0]).Mean(1);
}
