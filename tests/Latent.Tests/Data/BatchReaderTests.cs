using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class BatchReaderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Next_WholeEpoch_GivesEveryRowOnceInOrder(bool streamed)
    {
        using TemporaryFolder folder = new();
        RowSource rows = Rows(folder, streamed, 103);
        var order = new Permutation(103, new Rng(4));
        using var reader = new BatchReader(rows, 10);
        float[] values = new float[20];
        int[] numbers = new int[10];

        for (int epoch = 0; epoch < 2; epoch++)
        {
            reader.Start(order);
            int position = 0;
            for (int count; (count = reader.Next(values, numbers)) > 0;)
            {
                count.ShouldBe(position < 100 ? 10 : 3);
                for (int i = 0; i < count; i++, position++)
                {
                    numbers[i].ShouldBe(order[position]);
                    values[2 * i].ShouldBe(numbers[i]);
                    values[(2 * i) + 1].ShouldBe(-numbers[i]);
                }
            }
            position.ShouldBe(103);
            reader.Position.ShouldBe(103);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_InTheMiddle_ContinuesThere(bool streamed)
    {
        using TemporaryFolder folder = new();
        var order = new Permutation(50, new Rng(9));
        using var reader = new BatchReader(Rows(folder, streamed, 50), 8);
        float[] values = new float[16];
        int[] numbers = new int[8];
        reader.Start(order);
        reader.Next(values, numbers);

        reader.Start(order, 16);

        reader.Next(values, numbers).ShouldBe(8);
        numbers[0].ShouldBe(order[16]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Next_SteadyState_AllocatesNothing(bool streamed)
    {
        using TemporaryFolder folder = new();
        using var reader = new BatchReader(Rows(folder, streamed, 2000), 16);
        float[] values = new float[32];
        int[] numbers = new int[16];
        reader.Start(new Permutation(2000, new Rng(1)));
        for (int i = 0; i < 10; i++)
        {
            reader.Next(values, numbers);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            reader.Next(values, numbers);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Next_BadRowOnDisk_ThrowsToTheCaller()
    {
        using TemporaryFolder folder = new();
        float[] values = new float[40];
        values[(13 * 2) + 1] = float.NaN;
        NpyFile.Write(folder["x.npy"], values, new Shape(20, 2));
        RowSource rows = NpyFile.ReadRows(folder["x.npy"], new DataOptions { StreamAbove = 0 });
        using var reader = new BatchReader(rows, 20);
        reader.Start(new Permutation(20, new Rng(2)));

        InputException exception = Should.Throw<InputException>(() => reader.Next(new float[40], new int[20]));

        exception.Message.ShouldContain("row 13, column 1 is missing (NaN)");
        Should.Throw<InputException>(() => reader.Next(new float[40], new int[20]));
    }

    [Fact]
    public void Next_TwoReadersOfOneFile_DoNotMixTheirRows()
    {
        using TemporaryFolder folder = new();
        RowSource rows = Rows(folder, streamed: true, 600);
        using var even = new BatchReader(new SelectedRows(rows, [.. Enumerable.Range(0, 300).Select(i => 2 * i)]), 7);
        using var odd = new BatchReader(new SelectedRows(rows, [.. Enumerable.Range(0, 300).Select(i => (2 * i) + 1)]), 7);
        even.Start(new Permutation(300, new Rng(1)));
        odd.Start(new Permutation(300, new Rng(2)));
        float[] values = new float[14];
        int[] numbers = new int[7];
        for (int count; (count = even.Next(values, numbers)) > 0;)
        {
            for (int i = 0; i < count; i++)
            {
                values[2 * i].ShouldBe(2 * numbers[i]);
            }
            odd.Next(values, numbers).ShouldBe(count);
            for (int i = 0; i < count; i++)
            {
                values[2 * i].ShouldBe((2 * numbers[i]) + 1);
            }
        }
    }

    [Fact]
    public void Start_WrongPermutation_Throws()
    {
        using var reader = new BatchReader(new FloatRows([1, 2], new Shape(1)), 1);
        Should.Throw<ArgumentException>(() => reader.Start(new Permutation(3, new Rng(1))));
        Should.Throw<ArgumentOutOfRangeException>(() => reader.Start(new Permutation(2, new Rng(1)), 3));
    }

    [Fact]
    public void Next_BatchLargerThanSource_GivesAllRows()
    {
        using var reader = new BatchReader(new FloatRows([1, 2], new Shape(1)), 1_000_000_000);
        reader.Start(new Permutation(2, new Rng(1)));
        reader.Next(new float[2], new int[2]).ShouldBe(2);
        reader.Next([], []).ShouldBe(0);
    }

    private static RowSource Rows(TemporaryFolder folder, bool streamed, int count)
    {
        float[] values = new float[2 * count];
        for (int i = 0; i < count; i++)
        {
            values[2 * i] = i;
            values[(2 * i) + 1] = -i;
        }
        if (!streamed)
        {
            return new FloatRows(values, new Shape(2));
        }
        NpyFile.Write(folder["rows.npy"], values, new Shape(count, 2));
        RowSource rows = NpyFile.ReadRows(folder["rows.npy"], new DataOptions { StreamAbove = 0 });
        rows.Streamed.ShouldBeTrue();
        return rows;
    }
}
