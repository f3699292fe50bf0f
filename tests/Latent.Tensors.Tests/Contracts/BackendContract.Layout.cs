using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tensors.Tests.Contracts;

/// <content>Folds, and what only moves elements.</content>
public abstract partial class BackendContract
{
    [Fact]
    public void Reduce_EverySetOfAxes_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach (int[] extents in (int[][])[[2, 3, 4, 5], [7, 1, 33], [5, 17, 64], [1, 1], [16, 3, 2, 1, 5, 2], [3, 0, 4], [0], [33, 129], [300, 401], [200_003], [50, 40, 60]])
        {
            for (int set = 0; set < 1 << extents.Length; set++)
            {
                int[] kept = [.. extents.Select((extent, i) => (set & (1 << i)) != 0 ? 1 : extent)];
                CheckReduce(backend, new Shape(extents), new Shape(kept));
                int leading = kept.TakeWhile((_, i) => (set & (1 << i)) != 0).Count();
                if (leading > 0)
                {
                    CheckReduce(backend, new Shape(extents), new Shape(kept.AsSpan(leading)));
                }
            }
        }
    }

    [Fact]
    public void Reduce_EveryLength_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach (int n in Lengths)
        {
            CheckReduce(backend, new Shape(n), Shape.Scalar);
            if (n <= 256)
            {
                CheckReduce(backend, new Shape(3, n), new Shape(3, 1));
                CheckReduce(backend, new Shape(3, n), new Shape(n));
            }
        }
    }

    [Fact]
    public void Reduce_NaN_Propagates()
    {
        Backend backend = Create(1);
        foreach (int n in FewLengths.Where(n => n > 0))
        {
            foreach (int place in (int[])[0, n / 2, n - 1])
            {
                float[] values = Numbers.Normal(n, 1);
                values[place] = float.NaN;
                foreach (ReduceOperation operation in Enum.GetValues<ReduceOperation>())
                {
                    Tensor y = Result(backend, Shape.Scalar, true), rows = Result(backend, new Shape(1, n), true);
                    backend.Reduce(operation, Numbers.On(backend, values, new Shape(n)), y, false);
                    backend.Reduce(operation, Numbers.On(backend, [.. values, .. Numbers.Normal(n, 2)], new Shape(2, n)), rows, false);
                    float.IsNaN(y.Item()).ShouldBeTrue($"{operation} of {n} with NaN at {place}");
                    float.IsNaN(rows.ToArray()[place]).ShouldBeTrue($"{operation} of columns of {n} with NaN at {place}");
                }
            }
        }
    }

    [Fact]
    public void GatherScatterAdd_RepeatedRows_AgreesWithReference()
    {
        Backend backend = Create(2);
        foreach ((int table, int columns, int count) in ((int, int, int)[])[(1, 1, 1), (5, 1, 9), (5, 3, 0), (7, 16, 20), (10, 33, 31), (3, 130, 2), (500, 64, 3000), (4, 100, 1500)])
        {
            var rng = new Rng(8);
            var rows = new Indices([.. Enumerable.Range(0, count).Select(_ => rng.Next(table))]);
            Agree(backend, $"Gather of {count} from [{table}, {columns}]", 0, 0, b =>
            {
                Tensor y = Result(b, new Shape(count, columns));
                b.Gather(Normal(b, new Shape(table, columns), 1), rows, y);
                return y.ToArray();
            });
            Agree(backend, $"ScatterAdd of {count} to [{table}, {columns}]", 2e-6, 2e-5, b =>
            {
                Tensor y = Normal(b, new Shape(table, columns), 1);
                b.ScatterAdd(Normal(b, new Shape(count, columns), 2), rows, y);
                return y.ToArray();
            });
        }
    }

    [Fact]
    public void Slice_EveryAxisAndPlace_MovesExactly()
    {
        Backend backend = Create(2);
        foreach (int[] extents in (int[][])[[37], [5, 7], [7, 33], [3, 4, 5], [2, 3, 4, 5], [1, 300], [300, 401], [2, 0, 3]])
        {
            for (int axis = 0; axis < extents.Length; axis++)
            {
                int extent = extents[axis];
                foreach ((int start, int length) in ((int, int)[])[(0, extent), (0, extent / 2), (extent / 2, extent - (extent / 2)), (extent / 3, extent / 3), (extent, 0)])
                {
                    int[] partExtents = [.. extents];
                    partExtents[axis] = length;
                    Shape whole = new(extents), part = new(partExtents);
                    Agree(backend, $"Slice of {whole} at {start} of axis {axis} to {part}", 0, 0, b =>
                    {
                        Tensor y = Result(b, part);
                        b.Slice(Normal(b, whole, 1), axis, start, y);
                        return y.ToArray();
                    });
                    foreach (bool accumulate in (bool[])[false, true])
                    {
                        Agree(backend, $"SetSlice of {part} at {start} of axis {axis} of {whole}, accumulate {accumulate}", 1e-7, 0, b =>
                        {
                            Tensor y = Normal(b, whole, 2);
                            b.SetSlice(Normal(b, part, 1), y, axis, start, accumulate);
                            return y.ToArray();
                        });
                    }
                }
            }
        }
    }

    [Fact]
    public void Permute_EveryOrder_MovesExactly()
    {
        Backend backend = Create(2);
        foreach (int[] extents in (int[][])[[], [5], [3, 4], [17, 33], [16, 16], [1, 9], [129, 257], [1000, 70], [2, 0], [2, 3, 4], [20, 30, 40], [2, 3, 4, 5], [8, 1, 16, 3]])
        {
            foreach (int[] axes in Orders(extents.Length))
            {
                CheckPermute(backend, extents, axes);
            }
        }
        CheckPermute(backend, [2, 3, 1, 4, 2, 3], [5, 0, 3, 1, 4, 2]);
        CheckPermute(backend, [2, 3, 1, 4, 2, 16], [3, 0, 1, 2, 4, 5]);
    }

    private static void CheckReduce(Backend backend, Shape x, Shape y)
    {
        foreach (ReduceOperation operation in Enum.GetValues<ReduceOperation>())
        {
            foreach (bool accumulate in (bool[])[false, true])
            {
                Agree(backend, $"{operation} of {x} to {y}, accumulate {accumulate}", 1e-5, 1e-5 * Math.Sqrt(1 + x.Length), b =>
                {
                    Tensor result = Result(b, y, accumulate);
                    b.Reduce(operation, Normal(b, x, 1), result, accumulate);
                    return result.ToArray();
                });
            }
        }
    }

    private static void CheckPermute(Backend backend, int[] extents, int[] axes)
    {
        var x = new Shape(extents);
        var y = new Shape([.. axes.Select(axis => extents[axis])]);
        foreach (bool accumulate in (bool[])[false, true])
        {
            Agree(backend, $"Permute of {x} to {y}, accumulate {accumulate}", 1e-7, 0, b =>
            {
                Tensor result = Result(b, y, accumulate);
                b.Permute(Normal(b, x, 1), axes, result, accumulate);
                return result.ToArray();
            });
        }
    }

    private static IEnumerable<int[]> Orders(int rank) => rank == 0
        ? [[]]
        : Orders(rank - 1).SelectMany(order => Enumerable.Range(0, rank).Select(i => (int[])[.. order[..i], rank - 1, .. order[i..]]));
}
