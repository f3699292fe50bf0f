using Latent.Distributions;
using Latent.Layers;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Posteriors;

/// <summary>
/// What the encoder gives is cut into vectors, one a position, and each is rounded to the nearest code (van den Oord et al.
/// 2017). The gradient of the code goes on to the encoder as if nothing had been rounded; a commitment term keeps what the
/// encoder gives near the codes. Under the uniform prior every position costs log K nats, the KL, so that the ELBO is a bound
/// on log p(x), in training and in evaluation.
/// </summary>
public sealed class VectorQuantized : DiscretePosterior
{
    private readonly float _commitment;

    /// <summary>A posterior over codes.</summary>
    /// <param name="positions">At how many positions a latent has a code.</param>
    /// <param name="codebook">The codes, the same for all positions.</param>
    /// <param name="commitment">The weight of the squared distance of what the encoder gives from its codes.</param>
    public VectorQuantized(int positions, Codebook codebook, double commitment = 0.25)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(positions);
        ArgumentNullException.ThrowIfNull(codebook);
        ArgumentOutOfRangeException.ThrowIfNegative(commitment);
        Positions = positions;
        Codebook = codebook;
        _commitment = (float)commitment;
        Uniform = new UniformCodes(codebook, positions);
    }

    /// <summary>The codes.</summary>
    public Codebook Codebook { get; }

    /// <inheritdoc/>
    public override int Positions { get; }

    /// <inheritdoc/>
    public override int Codes => Codebook.Count;

    /// <inheritdoc/>
    public override bool SharesCodes => true;

    /// <inheritdoc/>
    public override int LatentSize => Positions * Codebook.Dimension;

    /// <inheritdoc/>
    public override int EncoderOutputs => LatentSize;

    /// <inheritdoc/>
    public override bool HasDensity => true;

    /// <inheritdoc/>
    public override bool IsStochastic => false;

    /// <inheritdoc/>
    public override LatentSpace Space => LatentSpace.Codes;

    /// <inheritdoc/>
    public override Prior Uniform { get; }

    /// <inheritdoc/>
    public override Distribution Given(Tensor encoded) => Given(encoded, Phase.Evaluation);

    /// <inheritdoc/>
    public override Distribution Given(Tensor encoded, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        int rows = encoded.Shape[0];
        Tensor points = Points(encoded);
        Indices nearest = Codebook.Nearest(points, reuse: phase.IsTraining);
        Tensor chosen = Codebook.Vectors.Gather(nearest);
        if (phase.IsTraining && points.Length > 0)
        {
            Codebook.Follow(points, nearest.Values, phase.Noise!.Split("codes"));
        }
        Tensor latents = chosen.Detach().StraightThrough(points).Reshape(new Shape(rows, LatentSize));
        return new CodeDistribution(latents, Positions) { Encoded = points, Chosen = chosen };
    }

    /// <summary>The commitment: its weight times the squared distance of what the encoder gave from its codes; for a codebook that learns by gradients, the squared distance of the codes from that, too.</summary>
    /// <inheritdoc/>
    public override Tensor? Loss(Distribution given)
    {
        if (given is not CodeDistribution { Encoded: { } points, Chosen: { } chosen })
        {
            return null;
        }
        float perRow = (float)Positions / points.Shape[0];
        Tensor loss = points.SquaredDistance(chosen.Detach()).Sum().Affine(_commitment * perRow);
        return Codebook.ByGradient ? loss + points.Detach().SquaredDistance(chosen).Sum().Affine(perRow) : loss;
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => Codebook.Collect(path, parameters);

    /// <inheritdoc/>
    public override void Read(Tensor latents, Span<int> codes)
    {
        ArgumentNullException.ThrowIfNull(latents);
        Codebook.Nearest(Points(latents)).Values.CopyTo(codes);
    }

    /// <inheritdoc/>
    public override Tensor Write(Indices codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        return Codebook.Vectors.Detach().Gather(codes).Reshape(new Shape(codes.Length / Positions, LatentSize));
    }

    private Tensor Points(Tensor latents) => latents.Reshape(new Shape(latents.Length / Codebook.Dimension, Codebook.Dimension));
}
