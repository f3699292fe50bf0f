using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class RowSourceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(64)]
    [InlineData(256)]
    public void Read_Bytes_ScalesEveryValueToUnitRange(int length)
    {
        byte[] values = new byte[length * 4];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (byte)(i + 7);
        }
        var rows = new ByteRows(values, new Shape(length));
        float[] read = new float[2 * length];

        rows.Read([3, 1], read);

        for (int i = 0; i < length; i++)
        {
            read[i].ShouldBe(values[(3 * length) + i] * (1f / 255));
            read[length + i].ShouldBe(values[length + i] * (1f / 255));
        }
    }

    [Fact]
    public void Read_Byte255_IsExactlyOne()
    {
        float[] read = new float[1];
        new ByteRows([255], new Shape(1)).Read([0], read);
        read[0].ShouldBe(1f);
    }

    [Fact]
    public void Read_SelectionOfSelection_RefersToTheSource()
    {
        var source = new FloatRows([0, 1, 2, 3, 4, 5, 6, 7], new Shape(2));
        var outer = new SelectedRows(new SelectedRows(source, [3, 1, 0]), [2, 0]);
        float[] read = new float[4];

        outer.Read([1, 0], read);

        read.ShouldBe([6f, 7, 0, 1]);
    }

    [Fact]
    public void Read_RowOutside_Throws()
    {
        var rows = new FloatRows([1, 2], new Shape(1));
        Should.Throw<ArgumentOutOfRangeException>(() => rows.Read([2], new float[1]));
        Should.Throw<ArgumentOutOfRangeException>(() => rows.Read([-1], new float[1]));
        Should.Throw<ArgumentException>(() => rows.Read([0, 1], new float[1]));
        Should.Throw<ArgumentOutOfRangeException>(() => new SelectedRows(rows, [2]));
    }

    [Fact]
    public void WithRowShape_SameLength_ChangesTheViewOnly()
    {
        var rows = new FloatRows([1, 2, 3, 4], new Shape(4));
        RowSource view = rows.WithRowShape(new Shape(2, 2));
        view.RowShape.ShouldBe(new Shape(2, 2));
        rows.RowShape.ShouldBe(new Shape(4));
        Should.Throw<ArgumentException>(() => rows.WithRowShape(new Shape(3)));
    }

    [Fact]
    public void Read_MemoryInSteadyState_AllocatesNothing()
    {
        var rows = new SelectedRows(new ByteRows(new byte[2000 * 10], new Shape(10)), [.. Enumerable.Range(0, 1000)]);
        int[] wanted = [.. Enumerable.Range(0, 500)];
        float[] read = new float[5000];
        rows.Read(wanted, read);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            rows.Read(wanted, read);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
