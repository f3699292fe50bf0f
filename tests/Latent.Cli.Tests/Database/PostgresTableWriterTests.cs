using Latent.Cli.Database;
using Latent.Tables;

namespace Latent.Cli.Tests.Database;

[Collection(PostgresTests.Name)]
public sealed class PostgresTableWriterTests(PostgresServer server)
{
    private const string Every = """
        select i as whole, (i * 0.1)::float8 as number, (i * 0.10)::numeric as money, i % 2 = 0 as truth, 'text ' || i as words, '' as nothing,
               date '2020-01-01' + i as day, timestamp '2020-01-01' + i * interval '1 hour' as moment, timestamptz '2020-01-01' + i * interval '1 hour' as instant,
               '11111111-2222-3333-4444-555555555555'::uuid as id, case when i = 3 then null else i end as gap
        from generate_series(1, 5) i
        """;

    [Fact]
    public void Copy_QueryIntoANewTable_IsTheSameTable()
    {
        server.Execute("drop table if exists copied");
        Copy(server.Open().Query(Every), "copied");
        server.Execute($"select count(*) from (select * from copied) c").ShouldBe(5L);
        server.Execute($"select count(*) from ({Every}) q join copied c on (q.whole, q.number, q.money, q.truth, q.words, q.nothing, q.day, q.moment, q.instant, q.id::text) = (c.whole, c.number, c.money, c.truth, c.words, c.nothing, c.day, c.moment, c.instant, c.id) and q.gap is not distinct from c.gap").ShouldBe(5L);
    }

    [Fact]
    public void Write_ToATableThatIsThere_AddsRows()
    {
        server.Execute("drop table if exists scores; create table scores (id int4, score float4, label varchar(9), amount numeric, day date, sure bool, note text default 'none'); insert into scores values (0, 0, 'x')");
        using (TableWriter writer = server.Open().Write("scores", [new("score", CellKind.Number), "id", "label", "amount", "day", "sure"]))
        {
            writer.Write(1.5);
            writer.Write(7);
            writer.Write("Ulm");
            writer.Write("12.50");
            writer.Write("2020-02-29");
            writer.Write("true");
            writer.EndRow();
            writer.Write(double.NaN);
            writer.Write("8");
            writer.Write("");
            writer.Write(2.5);
            writer.Write("");
            writer.Write("");
            writer.EndRow();
            writer.Complete();
        }
        server.Execute("select string_agg(s::text, ' ' order by id) from scores s").ShouldBe("(0,0,x,,,,none) (7,1.5,Ulm,12.50,2020-02-29,t,none) (8,,,2.5,,,none)");
    }

    [Fact]
    public void Write_SchemaAndAwkwardNames_AreQuoted()
    {
        server.Execute("create schema if not exists sales; drop table if exists sales.\"My Table\"");
        using (TableWriter writer = server.Open().Write("sales.My Table", ["a \"b\"", "select", "é"]))
        {
            writer.Write("x");
            writer.Write("y");
            writer.Write("z");
            writer.EndRow();
            writer.Complete();
        }
        server.Execute("select \"a \"\"b\"\"\" || \"select\" || \"é\" from sales.\"My Table\"").ShouldBe("xyz");
    }

    [Fact]
    public void Write_ColumnsThatDoNotFit_AreNamed()
    {
        server.Execute("drop table if exists narrow; create table narrow (score int4, label text, photo bytea)");
        PostgresDatabase database = server.Open();
        Error(() => database.Write("narrow", ["scores"])).ShouldBe($"127.0.0.1:{server.Port}/postgres, table \"narrow\" has no column 'scores' (it has 'score'); add it, or name a table that is not there yet.");
        Error(() => database.Write("narrow", [new("score", CellKind.Text)])).ShouldContain("the column 'score' is of the type int4, but what is to be written there is text");
        Error(() => database.Write("narrow", ["photo"])).ShouldContain("the column 'photo' is of the type bytea, which cannot be written");
        Error(() => database.Write("nowhere.at_all", ["a"])).ShouldContain("schema \"nowhere\" does not exist");
        using TableWriter writer = database.Write("narrow", ["score"]);
        Error(() => writer.Write(1.5)).ShouldContain("row 1: '1.5' does not fit into the column 'score' of the type integer");
    }

    [Fact]
    public void Write_RequiredColumnLeftOut_IsNamed()
    {
        server.Execute("drop table if exists strict; create table strict (a int, b int not null)");
        using TableWriter writer = server.Open().Write("strict", ["a"]);
        writer.Write(1);
        writer.EndRow();
        Error(writer.Complete).ShouldContain("null value in column \"b\"");
    }

    [Fact]
    public void Dispose_BeforeComplete_LeavesNothing()
    {
        server.Execute("drop table if exists unfinished");
        using (TableWriter writer = server.Open().Write("unfinished", ["a"]))
        {
            writer.Write(1);
            writer.EndRow();
        }
        server.Execute("select to_regclass('unfinished')::text").ShouldBe(DBNull.Value);
    }

    [Fact]
    public void Write_ConnectionCutInTheMiddle_LeavesTheTableAsItWas()
    {
        server.Execute("drop table if exists kept; create table kept (a float8); insert into kept values (1), (2)");
        using TableWriter writer = server.Open().Write("kept", [new("a", CellKind.Number)]);
        string error = Error(() =>
        {
            for (int i = 0; i < 2_000_000; i++)
            {
                if (i == 100_000)
                {
                    server.Execute("select pg_terminate_backend(pid) from pg_stat_activity where query like 'copy \"kept\"%'").ShouldBe(true);
                }
                writer.Write((double)i);
                writer.EndRow();
            }
            writer.Complete();
        });
        error.ShouldContain("nothing that was being written is kept, so run it again.");
        writer.Dispose();
        server.Execute("select sum(a) from kept").ShouldBe(3.0);
    }

    private static string Error(Action work) => Should.Throw<InputException>(work).Message;

    private void Copy(TableSource source, string table)
    {
        using TableReader reader = source.Open();
        using TableWriter writer = server.Open().Write(table, TableColumn.Of(reader));
        while (reader.Read())
        {
            for (int i = 0; i < reader.Columns.Count; i++)
            {
                writer.Copy(reader, i);
            }
            writer.EndRow();
        }
        writer.Complete();
    }
}
