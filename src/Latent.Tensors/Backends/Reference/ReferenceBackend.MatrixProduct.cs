namespace Latent.Tensors.Backends.Reference;

/// <content>The matrix product and the linear map.</content>
internal sealed partial class ReferenceBackend
{
    internal override void MatMul(Tensor a, bool transposeA, Tensor b, bool transposeB, Tensor c, bool accumulate)
    {
        int rows = c.Shape.Rows, columns = c.Shape.Columns, depth = transposeA ? a.Shape.Rows : a.Shape.Columns;
        int aColumns = a.Shape.Columns, bColumns = b.Shape.Columns;
        Span<float> left = Span(a), right = Span(b), to = Span(c);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double sum = 0;
                for (int k = 0; k < depth; k++)
                {
                    double x = left[transposeA ? (k * aColumns) + i : (i * aColumns) + k];
                    sum += x * right[transposeB ? (j * bColumns) + k : (k * bColumns) + j];
                }
                Put(to, (i * columns) + j, sum, accumulate);
            }
        }
    }

    internal override void Linear(Tensor x, Tensor w, Tensor? bias, Activation activation, Tensor y)
    {
        int inputs = w.Shape[0], outputs = w.Shape[1], rows = y.Shape.Rows;
        Span<float> xs = Span(x), ws = Span(w), ys = Span(y), bs = bias is null ? default : Span(bias);
        for (int r = 0; r < rows; r++)
        {
            for (int j = 0; j < outputs; j++)
            {
                double sum = bias is null ? 0 : bs[j];
                for (int k = 0; k < inputs; k++)
                {
                    sum += (double)xs[(r * inputs) + k] * ws[(k * outputs) + j];
                }
                ys[(r * outputs) + j] = (float)Functions.Value(activation, sum);
            }
        }
    }

    internal override void LinearGradient(Tensor x, Tensor w, Tensor y, Tensor dy, Activation activation, GradientTarget dx, GradientTarget dw, GradientTarget dBias)
    {
        int outputs = w.Shape[1], rows = dy.Shape.Rows;
        Span<float> ys = Span(y), dys = Span(dy);
        for (int i = 0; i < dys.Length; i++)
        {
            dys[i] = (float)(dys[i] * Functions.Derivative(activation, ys[i]));
        }
        if (dBias.Tensor is not null)
        {
            Span<float> to = Span(dBias.Tensor);
            for (int j = 0; j < outputs; j++)
            {
                double sum = 0;
                for (int r = 0; r < rows; r++)
                {
                    sum += dys[(r * outputs) + j];
                }
                Put(to, j, sum, dBias.Accumulate);
            }
        }
        if (dw.Tensor is not null)
        {
            MatMul(x, true, dy, false, dw.Tensor, dw.Accumulate);
        }
        if (dx.Tensor is not null)
        {
            MatMul(dy, false, w, true, dx.Tensor, dx.Accumulate);
        }
    }
}
