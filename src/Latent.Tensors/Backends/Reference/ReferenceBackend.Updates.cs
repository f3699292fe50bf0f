namespace Latent.Tensors.Backends.Reference;

/// <content>Steps of the optimisers.</content>
internal sealed partial class ReferenceBackend
{
    internal override void AdamUpdate(Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment, in AdamStep step)
    {
        Span<float> ps = Span(parameter), gs = Span(gradient), ms = Span(firstMoment), vs = Span(secondMoment);
        for (int i = 0; i < ps.Length; i++)
        {
            double g = ((double)step.GradientScale * gs[i]) + ((double)step.L2 * ps[i]);
            double m = ((double)step.Beta1 * ms[i]) + ((1.0 - step.Beta1) * g);
            double v = ((double)step.Beta2 * vs[i]) + ((1.0 - step.Beta2) * g * g);
            m = Math.Abs(m) < LeastMoment ? 0 : m;
            v = v < LeastSquare ? 0 : v;
            ms[i] = (float)m;
            vs[i] = (float)v;
            ps[i] = (float)(((double)step.Decay * ps[i]) - (step.Rate * m / ((Math.Sqrt(v) * step.RootCorrection) + step.Epsilon)));
        }
    }

    internal override void MomentumUpdate(Tensor parameter, Tensor gradient, Tensor momentum, float rate, float momentumFactor, float gradientScale, float weightDecay)
    {
        Span<float> ps = Span(parameter), gs = Span(gradient), ms = Span(momentum);
        for (int i = 0; i < ps.Length; i++)
        {
            double g = ((double)gradientScale * gs[i]) + ((double)weightDecay * ps[i]);
            double m = ((double)momentumFactor * ms[i]) + g;
            m = Math.Abs(m) < LeastMoment ? 0 : m;
            ms[i] = (float)m;
            ps[i] = (float)(ps[i] - (rate * m));
        }
    }
}
