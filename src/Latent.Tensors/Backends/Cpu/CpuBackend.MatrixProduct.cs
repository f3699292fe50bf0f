using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Elementwise;
using Latent.Tensors.Backends.Cpu.MatrixProduct;

namespace Latent.Tensors.Backends.Cpu;

/// <content>Matrix products and the linear map built on them.</content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    internal override void MatMul(Tensor a, bool transposeA, Tensor b, bool transposeB, Tensor c, bool accumulate)
    {
        int rows = c.Shape.Rows, depth = rows == 0 ? 0 : a.Length / rows;
        Product product = Product.Of(a.Pointer, transposeA, b.Pointer, transposeB, c.Pointer, rows, c.Shape.Columns, depth);
        product.Accumulate = accumulate;
        MatrixMultiplier<TVector>.Run(product, pool);
        KeepAlive(a, b, c);
    }

    internal override void Linear(Tensor x, Tensor w, Tensor? bias, Activation activation, Tensor y)
    {
        Product product = Product.Of(x.Pointer, false, w.Pointer, false, y.Pointer, y.Shape.Rows, w.Shape.Columns, w.Shape[0]);
        product.Bias = bias is null ? null : bias.Pointer;
        product.Clamp = activation is Activation.Relu;
        product.Activation = activation switch
        {
            Activation.None or Activation.Relu => null,
            Activation.LeakyRelu => &ActivateTile<LeakyReluOperator>,
            Activation.Elu => &ActivateTile<EluOperator>,
            Activation.Tanh => &ActivateTile<TanhOperator>,
            Activation.Sigmoid => &ActivateTile<SigmoidOperator>,
            Activation.Softplus => &ActivateTile<SoftplusOperator>,
            _ => throw new ArgumentOutOfRangeException(nameof(activation)),
        };
        MatrixMultiplier<TVector>.Run(product, pool);
        KeepAlive(x, w, bias, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ActivateTile<TOperator>(float* c, nint row, int rows, int columns)
        where TOperator : struct, IUnaryOperator
    {
        TVector slope = TVector.Broadcast(LeakySlope);
        for (int i = 0; i < rows; i++)
        {
            int j = 0;
            for (; j <= columns - TVector.Count; j += TVector.Count)
            {
                TVector.Store(c + j, TOperator.Invoke(TVector.Load(c + j), slope));
            }
            if (j < columns)
            {
                TVector.StorePartial(c + j, TOperator.Invoke(TVector.LoadPartial(c + j, columns - j), slope), columns - j);
            }
            c += row;
        }
    }
}
