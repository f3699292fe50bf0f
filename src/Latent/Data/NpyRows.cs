using Latent.Tensors;
using Microsoft.Win32.SafeHandles;

namespace Latent.Data;

/// <summary>
/// Rows of a .npy file that stays on the disk. Requested rows are sorted, neighbours are read together with positioned reads
/// into one buffer (mapped pages would count as the process's memory), and converted into place.
/// </summary>
public sealed class NpyRows : RowSource, IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly ArrayLayout _layout;
    private readonly long _dataStart;
    private readonly float _byteScale;
    private readonly bool _checkFinite;
    private readonly ChannelOrder _order;
    // Two readers of one file (both sides of a split) take turns with the scratch memory.
    private readonly Lock _turn = new();
    private readonly byte[] _buffer;
    private readonly Scratch _scratch = new();
    private float[] _picture = [];

    private NpyRows(SafeFileHandle file, string path, ArrayLayout layout, long dataStart, RowView view, bool checkFinite)
        : base((int)layout.Extents[0], view.RowShape)
    {
        _file = file;
        _path = path;
        _layout = layout;
        _dataStart = dataStart;
        _byteScale = layout.Kind.IsByte() ? view.ByteScale : 1;
        _checkFinite = checkFinite && layout.Kind.IsFloating();
        _order = view.Order;
        int size = layout.Kind.Size();
        _buffer = new byte[Math.Min((long)view.RowShape.Length * size * Count, BufferBytes / size * size)];
    }

    /// <inheritdoc/>
    public override bool IsEightBit => _byteScale == ByteRows.UnitScale;

    /// <inheritdoc/>
    public override bool Streamed => true;

    /// <summary>Whether the numbers are bytes or booleans.</summary>
    internal bool HoldsBytes => _layout.Kind.IsByte();

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        CheckRequest(rows, destination);
        lock (_turn)
        {
            _scratch.Sort(rows, out Span<int> sorted, out Span<int> places);
            int length = RowShape.Length;
            long rowLength = (long)length * _layout.Kind.Size();
            int perBuffer = (int)(_buffer.Length / rowLength);
            for (int first = 0, next; first < sorted.Length; first = next)
            {
                next = first + 1;
                if (perBuffer <= 1)
                {
                    ReadLong(sorted[first], destination.Slice(places[first] * length, length));
                    continue;
                }
                while (next < sorted.Length && sorted[next] - sorted[next - 1] <= 1 && sorted[next] - sorted[first] < perBuffer)
                {
                    next++;
                }
                int rowBytes = (int)rowLength;
                Span<byte> bytes = _buffer.AsSpan(0, (sorted[next - 1] - sorted[first] + 1) * rowBytes);
                Fill(bytes, sorted[first] * rowLength, sorted[first]);
                for (int i = first; i < next; i++)
                {
                    Span<float> target = destination.Slice(places[i] * length, length);
                    if (i > first && sorted[i] == sorted[i - 1])
                    {
                        destination.Slice(places[i - 1] * length, length).CopyTo(target);
                        continue;
                    }
                    Convert(bytes.Slice((sorted[i] - sorted[first]) * rowBytes, rowBytes), target);
                    Check(target, sorted[i]);
                    _order.Apply(target, length, ref _picture);
                }
            }
        }
    }

    /// <summary>Opens the data behind a header that has been read.</summary>
    internal static (DataKind Kind, RowSource Rows) Open(string path, ArrayLayout layout, int headerLength, DataOptions options)
    {
        RowView view = RowView.Of(layout, options.As, path);
        if (layout.Fortran && layout.Extents.Length > 1)
        {
            throw new InputException($"{path} is in Fortran order and too large to be turned around in memory; save it again in C order (numpy.ascontiguousarray).");
        }
        SafeFileHandle file = InputFile.Guard(path, () => File.OpenHandle(path, options: FileOptions.RandomAccess));
        long bytes = layout.Count!.Value * layout.Kind.Size(), present = RandomAccess.GetLength(file) - headerLength;
        if (bytes != present)
        {
            file.Dispose();
            throw new InputException($"{path} is damaged: its header promises {bytes} bytes of shape {layout.Text} but {present} follow.");
        }
        return (view.Kind, new NpyRows(file, path, layout, headerLength, view, !options.AllowMissing));
    }

    /// <summary>Reads a row that is larger than the buffer, in pieces.</summary>
    private void ReadLong(int row, Span<float> destination)
    {
        int size = _layout.Kind.Size();
        long start = (long)row * destination.Length * size;
        for (int at = 0; at < destination.Length;)
        {
            int count = Math.Min(destination.Length - at, _buffer.Length / size);
            Span<byte> bytes = _buffer.AsSpan(0, count * size);
            Fill(bytes, start + ((long)at * size), row);
            Convert(bytes, destination.Slice(at, count));
            at += count;
        }
        Check(destination, row);
        _order.Apply(destination, destination.Length, ref _picture);
    }

    private void Fill(Span<byte> bytes, long offset, int row)
    {
        try
        {
            for (int read = 0; read < bytes.Length;)
            {
                int got = RandomAccess.Read(_file, bytes[read..], _dataStart + offset + read);
                if (got == 0)
                {
                    throw new InputException($"{_path} has become shorter since it was opened: row {row} is no longer there.");
                }
                read += got;
            }
        }
        catch (IOException exception)
        {
            throw new InputException($"{_path}: row {row} cannot be read: {exception.Message}", exception);
        }
    }

    private void Convert(Span<byte> bytes, Span<float> destination)
    {
        _layout.Kind.ToFloats(_layout.BigEndian, bytes, destination);
        if (_byteScale != 1)
        {
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] *= _byteScale;
            }
        }
    }

    private void Check(ReadOnlySpan<float> row, int rowNumber)
    {
        if (_checkFinite)
        {
            Finite.Require(row, rowNumber, _path);
        }
    }

    /// <summary>Room to sort row numbers in; grows to the largest batch and stays. Shared by all views of one file.</summary>
    private sealed class Scratch
    {
        private int[] _rows = [];
        private int[] _places = [];

        /// <summary>The row numbers in rising order, and where each was asked to go.</summary>
        public void Sort(ReadOnlySpan<int> rows, out Span<int> sorted, out Span<int> places)
        {
            if (_rows.Length < rows.Length)
            {
                _rows = new int[rows.Length];
                _places = new int[rows.Length];
            }
            sorted = _rows.AsSpan(0, rows.Length);
            places = _places.AsSpan(0, rows.Length);
            rows.CopyTo(sorted);
            for (int i = 0; i < places.Length; i++)
            {
                places[i] = i;
            }
            sorted.Sort(places);
        }
    }
}
