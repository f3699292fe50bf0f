using Latent.Tensors;

namespace Latent.Flows;

/// <summary>What a flow makes of values.</summary>
/// <param name="Values">[rows, values].</param>
/// <param name="LogDeterminant">[rows], or [1] if it is the same for all: the logarithm of how much volume grows, log |det d out / d in|.</param>
public readonly record struct Transformed(Tensor Values, Tensor LogDeterminant);
