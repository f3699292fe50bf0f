namespace Latent.Tensors.Backends.Reference;

/// <content>Convolution, tap by tap.</content>
internal sealed partial class ReferenceBackend
{
    internal override void Convolution(in ConvolutionShape shape, Tensor x, Tensor w, Tensor? bias, Activation activation, Tensor y, bool accumulate)
    {
        double[] sums = new double[y.Length];
        float[] xs = Span(x).ToArray(), ws = Span(w).ToArray();
        EveryTap(shape, (i, tap, o) => sums[o] += (double)xs[i] * ws[tap]);
        Finish(sums, bias, activation, y, accumulate);
    }

    internal override void ConvolutionTransposed(in ConvolutionShape shape, Tensor y, Tensor w, Tensor? bias, Activation activation, Tensor x, bool accumulate)
    {
        double[] sums = new double[x.Length];
        float[] ys = Span(y).ToArray(), ws = Span(w).ToArray();
        EveryTap(shape, (i, tap, o) => sums[i] += (double)ys[o] * ws[tap]);
        Finish(sums, bias, activation, x, accumulate);
    }

    internal override void ConvolutionWeightGradient(in ConvolutionShape shape, Tensor x, Tensor dy, Tensor dw, bool accumulate)
    {
        double[] sums = new double[dw.Length];
        float[] xs = Span(x).ToArray(), dys = Span(dy).ToArray();
        EveryTap(shape, (i, tap, o) => sums[tap] += (double)xs[i] * dys[o]);
        Finish(sums, null, Activation.None, dw, accumulate);
    }

    internal override void ActivationGradient(Tensor y, Tensor dy, Activation activation, GradientTarget dBias)
    {
        Span<float> ys = Span(y), dys = Span(dy);
        for (int i = 0; i < dys.Length; i++)
        {
            dys[i] = (float)(dys[i] * Functions.Derivative(activation, ys[i]));
        }
        if (dBias.Tensor is not null)
        {
            Span<float> to = Span(dBias.Tensor);
            for (int j = 0; j < to.Length; j++)
            {
                double sum = 0;
                for (int i = j; i < dys.Length; i += to.Length)
                {
                    sum += dys[i];
                }
                Put(to, j, sum, dBias.Accumulate);
            }
        }
    }

    private static void Finish(double[] sums, Tensor? bias, Activation activation, Tensor y, bool accumulate)
    {
        Span<float> to = Span(y), bs = bias is null ? default : Span(bias);
        for (int i = 0; i < sums.Length; i++)
        {
            Put(to, i, Functions.Value(activation, sums[i] + (bias is null ? 0 : bs[i % bs.Length])), accumulate);
        }
    }

    /// <summary>Calls for every product of the convolution: the element of x, of the weights and of y that it joins.</summary>
    private static void EveryTap(ConvolutionShape s, Action<int, int, int> join)
    {
        for (int r = 0; r < s.Rows; r++)
        {
            for (int o = 0; o < s.Out.Volume; o++)
            {
                int d = o / (s.Out.Height * s.Out.Width), h = o / s.Out.Width % s.Out.Height, w = o % s.Out.Width;
                for (int k = 0; k < s.Kernel.Volume; k++)
                {
                    int kd = k / (s.Kernel.Height * s.Kernel.Width), kh = k / s.Kernel.Width % s.Kernel.Height, kw = k % s.Kernel.Width;
                    int id = (d * s.Stride.Depth) - s.Padding.Depth + (kd * s.Dilation.Depth);
                    int ih = (h * s.Stride.Height) - s.Padding.Height + (kh * s.Dilation.Height);
                    int iw = (w * s.Stride.Width) - s.Padding.Width + (kw * s.Dilation.Width);
                    if (id < 0 || id >= s.In.Depth || ih < 0 || ih >= s.In.Height || iw < 0 || iw >= s.In.Width)
                    {
                        continue;
                    }
                    int input = ((((((r * s.In.Depth) + id) * s.In.Height) + ih) * s.In.Width) + iw) * s.Inputs, output = ((r * s.Out.Volume) + o) * s.Outputs;
                    for (int n = 0; n < s.Outputs; n++)
                    {
                        int group = n / s.GroupOutputs;
                        for (int c = 0; c < s.GroupInputs; c++)
                        {
                            join(input + (group * s.GroupInputs) + c, (((k * s.GroupInputs) + c) * s.Outputs) + n, output + n);
                        }
                    }
                }
            }
        }
    }
}
