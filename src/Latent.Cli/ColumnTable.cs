using System.Text.Json.Nodes;
using Latent.Tables;

namespace Latent.Cli;

/// <summary>The columns of a table, for people and as JSON.</summary>
internal static class ColumnTable
{
    public static string Text(TableSchema schema, bool inTerminal)
    {
        var table = new TextTable("column", "kind", "values");
        foreach (Column column in schema.Columns)
        {
            table.Add(column.Name, column.Kind.ToString().ToLowerInvariant(), ColumnText.Values(column));
        }
        return table.Render(inTerminal);
    }

    public static JsonArray Tree(TableSchema schema) => TableSchemaText.ToTree(schema);
}
