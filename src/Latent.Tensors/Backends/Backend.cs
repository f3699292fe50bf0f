using Latent.Tensors.Backends.Cpu;
using Latent.Tensors.Backends.Reference;

namespace Latent.Tensors.Backends;

/// <summary>
/// What a device has to be able to do: the primitives, and the fused kernels of training's hot path (the other half, in
/// Backend.Fused.cs). Shapes have been checked by the operations that call here. Every kernel gives the same bits for
/// the same inputs, whatever the number of threads. <c>accumulate</c> means: add to what the result holds.
/// </summary>
public abstract partial class Backend
{
    private static Backend? s_default;

    private protected Backend()
    {
    }

    /// <summary>What tensors live on unless said otherwise: the CPU with all its cores.</summary>
    public static Backend Default
    {
        get
        {
            if (Volatile.Read(ref s_default) is { } known)
            {
                return known;
            }
            // Threads that ask at once must get one and the same: tensors of two backends do not go together.
            Backend fresh = CreateCpu();
            return Interlocked.CompareExchange(ref s_default, fresh, null) ?? fresh;
        }
        set => s_default = value;
    }

    /// <summary>A name for people: "CPU, AVX-512, 2 threads".</summary>
    public abstract string Name { get; }

    /// <summary>How many threads share its kernels.</summary>
    public virtual int Threads => 1;

    /// <summary>The SIMD backend on <paramref name="threads"/> threads (0: one a core), with vectors of at most <paramref name="maximumLanes"/> floats (0: the widest there is; 16, 8, 4 or 1).</summary>
    public static Backend CreateCpu(int threads = 0, int maximumLanes = 0) => CpuBackend.Create(threads, maximumLanes);

    /// <summary>Plain loops: slow, obvious, and the definition of what every other backend must compute.</summary>
    public static Backend CreateReference() => new ReferenceBackend();

    internal abstract Storage Allocate(int length);

    /// <summary>y = value.</summary>
    internal abstract void Fill(Tensor y, float value);

    /// <summary>y (+)= x, element by element; the shapes may differ, the lengths may not.</summary>
    internal abstract void Copy(Tensor x, Tensor y, bool accumulate);

    /// <summary>y (+)= scale x + shift.</summary>
    internal abstract void Affine(Tensor x, float scale, float shift, Tensor y, bool accumulate);

    /// <summary>y = f(x). <paramref name="parameter"/> is the slope of LeakyRelu or the limit of the clips.</summary>
    internal abstract void Unary(UnaryOperation operation, Tensor x, Tensor y, float parameter);

    /// <summary>dx (+)= dy f'(x), given y = f(x).</summary>
    internal abstract void UnaryGradient(UnaryOperation operation, Tensor x, Tensor y, Tensor dy, Tensor dx, float parameter, bool accumulate);

    /// <summary>y (+)= f(a, b), with broadcasting to y's shape.</summary>
    internal abstract void Binary(BinaryOperation operation, Tensor a, Tensor b, Tensor y, bool accumulate);

    /// <summary>y = a where the condition is not 0, else b, with broadcasting to y's shape.</summary>
    internal abstract void Where(Tensor condition, Tensor a, Tensor b, Tensor y);

    /// <summary>y (+)= the fold of x over every dimension in which y (aligned at the innermost) has extent 1 or none.</summary>
    internal abstract void Reduce(ReduceOperation operation, Tensor x, Tensor y, bool accumulate);

    /// <summary>c [m, n] (+)= a b, each operand a matrix as it is or transposed; leading dimensions count as rows.</summary>
    internal abstract void MatMul(Tensor a, bool transposeA, Tensor b, bool transposeB, Tensor c, bool accumulate);

    /// <summary>Row i of y = row rows[i] of table.</summary>
    internal abstract void Gather(Tensor table, Indices rows, Tensor y);

    /// <summary>Row rows[i] of table += row i of x, in order.</summary>
    internal abstract void ScatterAdd(Tensor x, Indices rows, Tensor table);

    /// <summary>y = the part of x that begins at <paramref name="start"/> of dimension <paramref name="axis"/> and has y's extent there.</summary>
    internal abstract void Slice(Tensor x, int axis, int start, Tensor y);

    /// <summary>The part of y that begins at <paramref name="start"/> of dimension <paramref name="axis"/> (+)= x.</summary>
    internal abstract void SetSlice(Tensor x, Tensor y, int axis, int start, bool accumulate);

    /// <summary>y (+)= x with its dimensions in another order: dimension i of y is dimension axes[i] of x.</summary>
    internal abstract void Permute(Tensor x, ReadOnlySpan<int> axes, Tensor y, bool accumulate);

    /// <summary>Element i of y is drawn from word i % 4 of the Philox block at counter + i / 4; normal draws pair words (Box and Muller 1958).</summary>
    internal abstract void Random(RandomDistribution distribution, ulong key, ulong counter, Tensor y);

    /// <summary>The sum of squares of all elements, blocks of which are added in double precision; not finite if, and only if, any element is not.</summary>
    internal abstract double SumOfSquares(Tensor x);
}
