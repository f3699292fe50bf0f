namespace Latent.Data;

/// <summary>Rows whose channels are stored before their pixels, and are shown behind them.</summary>
/// <param name="Frames">How many pictures a row has.</param>
/// <param name="Channels">How many channels a picture has; 1 when rows are shown as they are stored.</param>
internal readonly record struct ChannelOrder(int Frames, int Channels)
{
    /// <summary>Rows are shown as they are stored.</summary>
    public static ChannelOrder AsStored => new(1, 1);

    /// <summary>Whether anything moves.</summary>
    public bool Moves => Channels > 1;

    /// <summary>Reorders whole rows in place.</summary>
    /// <param name="rows">Rows, one after the other.</param>
    /// <param name="length">How many values a row has.</param>
    /// <param name="scratch">Room for one picture; grows when it is too small.</param>
    public void Apply<T>(Span<T> rows, int length, ref T[] scratch)
    {
        if (!Moves)
        {
            return;
        }
        int picture = length / Frames, plane = picture / Channels;
        if (scratch.Length < picture)
        {
            scratch = new T[picture];
        }
        for (int start = 0; start < rows.Length; start += picture)
        {
            Span<T> values = rows.Slice(start, picture);
            values.CopyTo(scratch);
            for (int channel = 0; channel < Channels; channel++)
            {
                ReadOnlySpan<T> stored = scratch.AsSpan(channel * plane, plane);
                for (int i = 0, at = channel; i < stored.Length; i++, at += Channels)
                {
                    values[at] = stored[i];
                }
            }
        }
    }
}
