using Latent.Tensors;

namespace Latent.Targets;

/// <summary>The labels of the rows of a batch that have one: classes, or numbers.</summary>
/// <param name="Count">How many.</param>
/// <param name="Classes">The classes; overwritten by the next batch. Null for numbers.</param>
/// <param name="Numbers">[count, 1]: the numbers, in units of their own standard deviation from their mean. Null for classes.</param>
internal sealed record Labels(int Count, Indices? Classes, Tensor? Numbers);
