using Latent.Data;
using Latent.Tensors;

namespace Latent.Cli;

/// <summary>Writes walks through a latent space: one a line.</summary>
internal static class WalkOutput
{
    /// <summary>Writes decoded walks.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">png, npy or nii.</param>
    /// <param name="rows">[walks, steps, ...row shape].</param>
    /// <param name="schema">What the rows are.</param>
    /// <param name="steps">How many steps a walk has.</param>
    public static void Write(string path, string format, float[] rows, DataSchema schema, int steps)
    {
        if (format == "png")
        {
            // Strips cannot stand side by side: a table's steps go downwards.
            RowOutput.Grid(path, schema, rows, schema.RowShape.Rank == 1 ? 1 : steps);
            return;
        }
        if (format == RowOutput.Volume)
        {
            new VolumeOutput(path, rows.Length / schema.RowShape.Length, schema).Append(rows);
            return;
        }
        int walks = rows.Length / schema.RowShape.Length / steps;
        using var file = new NpyWriter(path, walks, schema.RowShape.Prepend(steps));
        file.Append(rows);
        file.Complete();
    }

    /// <summary>Throws unless there is such a row.</summary>
    public static void RequireRow(DataSet data, int row)
    {
        if (row >= data.Count)
        {
            throw new InputException(FormattableString.Invariant($"There is no row {row} in {data.Name}: its rows are 0 to {data.Count - 1}."));
        }
    }
}
