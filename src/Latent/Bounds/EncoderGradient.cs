namespace Latent.Bounds;

/// <summary>Which estimator of the bound's gradient the encoder follows; the decoder's is the same for all.</summary>
public enum EncoderGradient
{
    /// <summary>The derivative of the bound as it was computed: through the samples, and through log q(z|x) itself.</summary>
    Plain,

    /// <summary>
    /// Through the samples alone (Roeder et al. 2017): what is left out is zero on average for the ELBO, and the noise fades
    /// as q(z|x) comes near the true posterior. Over several weighted samples it is biased.
    /// </summary>
    StickingTheLanding,

    /// <summary>Through the samples alone, each weighed anew so that the average is that of the plain gradient (Tucker et al. 2019), with a signal that does not fade with more samples.</summary>
    DoublyReparameterized,
}
