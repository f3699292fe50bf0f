using System.Numerics;
using Latent.Tensors.Backends;

namespace Latent.Tensors;

/// <summary>Storages to use again, in classes four to every doubling; one up to twice too large will do, so that a short last batch needs no memory of its own.</summary>
internal sealed class StoragePool(Backend backend)
{
    private readonly Stack<Storage>[] _free = Enumerable.Range(0, 130).Select(_ => new Stack<Storage>()).ToArray();

    public Storage Rent(int length)
    {
        int first = Class(length);
        for (int i = first; i < Math.Min(first + 4, _free.Length); i++)
        {
            if (_free[i].TryPop(out Storage? storage))
            {
                return storage;
            }
        }
        return backend.Allocate(Size(first));
    }

    public void Return(Storage storage) => _free[Class(storage.Length)].Push(storage);

    /// <summary>The smallest class whose size is at least <paramref name="length"/>.</summary>
    private static int Class(int length)
    {
        if (length <= 64)
        {
            return 0;
        }
        int log = BitOperations.Log2((uint)length - 1);
        int quarter = (int)(((uint)(length - 1) >> (log - 2)) & 3);
        return (4 * (log - 6)) + quarter + 1;
    }

    private static int Size(int index)
    {
        if (index == 0)
        {
            return 64;
        }
        int log = ((index - 1) / 4) + 6, quarter = (index - 1) % 4;
        return (int)Math.Min(int.MaxValue - 64L, (5L + quarter) << (log - 2));
    }
}
