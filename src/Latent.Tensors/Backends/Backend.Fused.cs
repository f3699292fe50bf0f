namespace Latent.Tensors.Backends;

/// <content>
/// The fused kernels. "Cycled" operands have fewer rows than the result and are read again from their first row:
/// row r of the result meets row r % rows of the operand, so that a batch meets every one of its samples. Row results
/// are summed over the innermost dimension.
/// </content>
public abstract partial class Backend
{
    /// <summary>y [rows, out] = activation(x [rows, in] w [in, out] + bias [out]); the activation is one whose derivative follows from y.</summary>
    internal abstract void Linear(Tensor x, Tensor w, Tensor? bias, Activation activation, Tensor y);

    /// <summary>
    /// The derivatives of <see cref="Linear"/>; targets that are null are not asked for. <paramref name="dy"/> may be
    /// overwritten. Rows of dy that are all zero cost nothing.
    /// </summary>
    internal abstract void LinearGradient(Tensor x, Tensor w, Tensor y, Tensor dy, Activation activation, GradientTarget dx, GradientTarget dw, GradientTarget dBias);

    /// <summary>y[r] = sum_j mask (x l - softplus(l)): the Bernoulli log-probability of x in [0, 1] under logits l. x and mask are cycled.</summary>
    internal abstract void BernoulliLogProbability(Tensor logits, Tensor x, Tensor? mask, Tensor y);

    /// <summary>dLogits (+)= dy[r] mask (x - sigmoid(l)).</summary>
    internal abstract void BernoulliLogProbabilityGradient(Tensor logits, Tensor x, Tensor? mask, Tensor dy, Tensor dLogits, bool accumulate);

    /// <summary>y[r] = sum_j mask (-1/2) ((x - mean)^2 exp(-v) + v + log 2 pi), v the log variance. All operands are cycled; one with a single column is stretched.</summary>
    internal abstract void GaussianLogProbability(Tensor x, Tensor mean, Tensor logVariance, Tensor? mask, Tensor y);

    /// <summary>
    /// The derivatives of <see cref="GaussianLogProbability"/> at every element of the full [rows, columns]:
    /// dMean = dy[r] mask (x - mean) exp(-v), which is also -dx, and dLogVariance = dy[r] mask (1/2) ((x - mean)^2 exp(-v) - 1).
    /// Either may be null.
    /// </summary>
    internal abstract void GaussianLogProbabilityGradient(Tensor x, Tensor mean, Tensor logVariance, Tensor? mask, Tensor dy, Tensor? dMean, Tensor? dLogVariance);

    /// <summary>z [samples * rows, columns] = mean + exp(v / 2) noise, with normal noise drawn as <see cref="Random"/> would; mean and log variance are cycled.</summary>
    internal abstract void GaussianSample(Tensor mean, Tensor logVariance, ulong key, ulong counter, Tensor z);

    /// <summary>dMean (+)= sum over samples of dz; dLogVariance (+)= sum over samples of dz (z - mean) / 2.</summary>
    internal abstract void GaussianSampleGradient(Tensor mean, Tensor z, Tensor dz, GradientTarget dMean, GradientTarget dLogVariance);

    /// <summary>y = (mean^2 + exp(v) - 1 - v) / 2, element by element: the divergence of N(mean, exp(v)) from N(0, 1).</summary>
    internal abstract void GaussianKl(Tensor mean, Tensor logVariance, Tensor y);

    /// <summary>dMean (+)= dy mean; dLogVariance (+)= dy (exp(v) - 1) / 2.</summary>
    internal abstract void GaussianKlGradient(Tensor mean, Tensor logVariance, Tensor dy, GradientTarget dMean, GradientTarget dLogVariance);

    /// <summary>y[r] = sum_j (a - b)^2, for matrices of one shape.</summary>
    internal abstract void SquaredDistance(Tensor a, Tensor b, Tensor y);

    /// <summary>y [..., 1] = log sum exp of the rows of x, without overflow.</summary>
    internal abstract void LogSumExp(Tensor x, Tensor y);

    /// <summary>y = exp(x - log sum exp x) of every row.</summary>
    internal abstract void Softmax(Tensor x, Tensor y);

    /// <summary>y[r] = log softmax(logits[r])[labels[r]].</summary>
    internal abstract void CategoricalLogProbability(Tensor logits, Indices labels, Tensor y);

    /// <summary>dLogits (+)= dy[r] (onehot(label) - softmax(logits[r])).</summary>
    internal abstract void CategoricalLogProbabilityGradient(Tensor logits, Indices labels, Tensor dy, Tensor dLogits, bool accumulate);

    /// <summary>
    /// Moments nearer to zero than this become zero. No weight feels them, and where a gradient is gone, as behind a unit that is off
    /// for good, they would shrink until they are subnormal numbers and stay so: a processor takes a hundred times as long for those.
    /// </summary>
    internal const float LeastMoment = 1e-30f, LeastSquare = 1e-37f;

    /// <summary>One update of Adam (Kingma and Ba 2015) or AdamW (Loshchilov and Hutter 2019), in place.</summary>
    internal abstract void AdamUpdate(Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment, in AdamStep step);

    /// <summary>One update of gradient descent with momentum, in place: m = momentum m + g; p -= rate m.</summary>
    internal abstract void MomentumUpdate(Tensor parameter, Tensor gradient, Tensor momentum, float rate, float momentumFactor, float gradientScale, float weightDecay);
}

/// <summary>Where a kernel puts a gradient; a null tensor is one that nobody asked for.</summary>
internal readonly record struct GradientTarget(Tensor? Tensor, bool Accumulate);

/// <summary>The numbers of one Adam update, bias corrections worked in.</summary>
/// <param name="Rate">The learning rate over 1 - beta1^t.</param>
/// <param name="Beta1">The decay of the first moment.</param>
/// <param name="Beta2">The decay of the second moment.</param>
/// <param name="Epsilon">Added to the root of the corrected second moment.</param>
/// <param name="RootCorrection">1 / sqrt(1 - beta2^t).</param>
/// <param name="GradientScale">What the gradient is multiplied by first (clipping).</param>
/// <param name="Decay">What the parameter is multiplied by first: 1 - rate * weight decay (AdamW).</param>
/// <param name="L2">Weight decay that is added to the gradient instead (Adam).</param>
public readonly record struct AdamStep(float Rate, float Beta1, float Beta2, float Epsilon, float RootCorrection, float GradientScale, float Decay, float L2);
