using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>What optimisers do to a parameter, in place and outside every tape.</content>
public static partial class TensorOperations
{
    /// <summary>One update of Adam or AdamW from the parameter's gradient.</summary>
    /// <exception cref="TensorException">The parameter has no gradient, or a moment has another shape.</exception>
    public static void AdamUpdate(this Tensor parameter, Tensor firstMoment, Tensor secondMoment, in AdamStep step)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(firstMoment);
        ArgumentNullException.ThrowIfNull(secondMoment);
        Tensor gradient = RequireGradient(parameter, firstMoment);
        RequireGradient(parameter, secondMoment);
        parameter.Backend.AdamUpdate(parameter, gradient, firstMoment, secondMoment, step);
    }

    /// <summary>One update of gradient descent with momentum from the parameter's gradient.</summary>
    /// <exception cref="TensorException">The parameter has no gradient, or the momentum has another shape.</exception>
    public static void MomentumUpdate(this Tensor parameter, Tensor momentum, float rate, float momentumFactor, float gradientScale, float weightDecay)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(momentum);
        parameter.Backend.MomentumUpdate(parameter, RequireGradient(parameter, momentum), momentum, rate, momentumFactor, gradientScale, weightDecay);
    }

    /// <summary>The sum of squares of all elements, blocks of which are added in double precision; not finite if, and only if, any element is not.</summary>
    public static double SumOfSquares(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Backend.SumOfSquares(x);
    }

    /// <summary>x = (1 - share) x + share factor value, in place: a mean that follows its values.</summary>
    /// <exception cref="TensorException">The numbers of elements differ.</exception>
    public static void MoveTowards(this Tensor x, Tensor value, float share, float factor = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(value);
        if (x.Length != value.Length)
        {
            throw new TensorException($"A tensor of shape {x.Shape} cannot follow one of shape {value.Shape}.");
        }
        x.Backend.Affine(x, 1 - share, 0, x, false);
        x.Backend.Affine(value, share * factor, 0, x, true);
    }

    private static Tensor RequireGradient(Tensor parameter, Tensor state)
    {
        if (state.Shape != parameter.Shape)
        {
            throw new TensorException($"An optimiser's state of shape {state.Shape} does not fit a parameter of shape {parameter.Shape}.");
        }
        return parameter.Gradient ?? throw new TensorException($"A parameter of shape {parameter.Shape} has no gradient to update from; call Tape.Backward first.");
    }
}
