using System.Text;
using System.Text.Json;

namespace Latent.Cli.Tests.Database;

/// <summary>Commands whose rows come from a database, or go there.</summary>
[Collection(PostgresTests.Name)]
public sealed class QueryCommandTests(PostgresServer server) : FolderTests
{
    private const string People = "select i as id, sin(i) as height, case when i % 3 = 0 then 'Ulm' else 'Rome' end as town, i % 7 * 1.5 as amount from generate_series(1, 300) i order by i";

    [Fact]
    public void Train_FromAQuery_KeepsTheQueryAndNoPassword()
    {
        string run = Train();
        foreach (string file in Directory.GetFiles(run))
        {
            Encoding.Latin1.GetString(File.ReadAllBytes(file)).ShouldNotContain(PostgresServer.Password, Case.Sensitive, file);
        }
        JsonElement record = JsonDocument.Parse(File.ReadAllText(Path.Join(run, "run.json"))).RootElement;
        record.GetProperty("from").GetString().ShouldBe($"postgres://latent@127.0.0.1:{server.Port}/postgres");
        record.GetProperty("query").GetString().ShouldBe(People);
        record.GetProperty("command").GetString()!.ShouldContain($"--from 'postgres://latent@127.0.0.1:{server.Port}/postgres'");
    }

    [Fact]
    public void Evaluate_OfARunOfAQuery_TakesItsOwnRowsAgain()
    {
        string run = Train();
        double trained = JsonDocument.Parse(File.ReadAllText(Path.Join(run, "run.json"))).RootElement.GetProperty("result").GetProperty("elbo").GetDouble();
        Tool.Run("evaluate", run).ShouldRefuse("asks latent for a password; put it into the environment variable PGPASSWORD");
        JsonElement own = Tool.Run("evaluate", run, "--from", server.Url, "--json", "--quiet").ShouldGiveJson();
        own.GetProperty("rows").GetInt32().ShouldBe(30);
        own.GetProperty("elbo").GetDouble().ShouldBe(trained, 1e-9);
        Tool.Run("evaluate", run, "--from", server.Url, "--query", People, "--json", "--quiet").ShouldGiveJson().GetProperty("rows").GetInt32().ShouldBe(300);
    }

    [Fact]
    public void Encode_ToATable_WritesEveryRow()
    {
        string run = Train();
        server.Execute("drop table if exists latents");
        Tool.Run("encode", run, "--from", server.Url, "--query", People, "--to", server.Url, "--table", "latents", "--deviations", "--quiet").Code.ShouldBe(0);
        server.Execute("select count(*) from latents where z0 is not null and s1 > 0").ShouldBe(300L);
        Tool.Run("sample", run, "--count", "20", "--to", server.Url, "--table", "made", "--quiet").Code.ShouldBe(0);
        server.Execute("select count(*) from made where town in ('Ulm', 'Rome') and height between -1 and 1").ShouldBe(20L);
    }

    [Fact]
    public void Encode_ConnectionCutInMidWrite_LeavesTheTableAsItWas()
    {
        string run = Train();
        server.Execute("""
            drop table if exists kept; create table kept (z0 float8, z1 float8); insert into kept values (1, 2);
            drop sequence if exists written; create sequence written;
            create or replace function cut() returns trigger language plpgsql as $$
            begin
              if nextval('written') = 200 then perform pg_terminate_backend(pg_backend_pid()); end if;
              return new;
            end $$;
            create trigger cut before insert on kept for each row execute function cut()
            """);
        Outcome outcome = Tool.Run("encode", run, "--from", server.Url, "--query", People, "--to", server.Url, "--table", "kept", "--quiet");
        outcome.ShouldRefuse("nothing that was being written is kept, so run it again.");
        server.Execute("select count(*) from kept").ShouldBe(1L);
        server.Execute("select last_value from written").ShouldBe(200L);
    }

    [Fact]
    public void Detect_FromAndToADatabase_ScoresEveryRow()
    {
        string run = Train();
        server.Execute("drop table if exists strange");
        Tool.Run("detect", run, "--from", server.Url, "--query", People, "--to", server.Url, "--table", "strange", "--quiet").Code.ShouldBe(0);
        server.Execute("select count(*) from strange where p_value between 0 and 1 and anomaly in (0, 1) and score is not null").ShouldBe(300L);
        Tool.Run("detect", run, "--out", Folder["d.csv"]).ShouldRefuse("'latent detect' needs DATA");
    }

    [Fact]
    public void Impute_FromAndToADatabase_FillsTheGaps()
    {
        const string gaps = "select i as id, case when i % 5 > 0 then sin(i) end as height, case when i % 7 > 0 then case when i % 3 = 0 then 'Ulm' else 'Rome' end end as town, date '2024-01-01' + i % 90 as day, i % 2 = 0 as member from generate_series(1, 300) i order by i";
        string run = Train();
        server.Execute("drop table if exists filled; drop table if exists drawn");
        Tool.Run("impute", "--from", server.Url, "--query", gaps, "--to", server.Url, "--table", "filled", "--samples", "5", "--quiet").Code.ShouldBe(0);
        server.Execute("select count(*) from filled where height is not null and town in ('Ulm', 'Rome') and day > date '2023-12-31' and member = (id % 2 = 0)").ShouldBe(300L);
        server.Execute("select count(*) from filled where id % 5 > 0 and height <> sin(id)").ShouldBe(0L);
        Tool.Run("impute", run, "--from", server.Url, "--query", gaps.Replace(", date", ", i % 7 * 1.5 as amount, date", StringComparison.Ordinal), "--to", server.Url, "--table", "drawn", "--draws", "2", "--quiet").Code.ShouldBe(0);
        server.Execute("select count(*) from drawn where height is not null and town is not null").ShouldBe(600L);
        Tool.Run("impute", "--to", server.Url, "--table", "filled").ShouldRefuse("'latent impute' needs RUN");
    }

    [Theory]
    [InlineData("the password is wrong.", "postgres://latent:wr0ng@127.0.0.1:{0}/postgres", "select 1")]
    [InlineData("relation \"nowhere\" does not exist", null, "select * from nowhere")]
    [InlineData("gives no rows; check its conditions.", null, "select 1 as a where false")]
    [InlineData("the column 'p' is of the type point, which cannot be learned from; cast it", null, "select 1 as a, point(1,2) as p")]
    [InlineData("The connection cannot be understood", "Host=x;Password=wr0ng;Port=abc", "select 1")]
    [InlineData("something other than PostgreSQL", "mysql://latent:wr0ng@x/y", "select 1")]
    public void Train_FromWhatCannotBeRead_IsOneSentenceWithoutPassword(string words, string? connection, string query)
    {
        server.Open();
        string from = connection?.Replace("{0}", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) ?? server.Url;
        foreach (string[] command in (string[][])[["train", "--out", Folder["run"]], ["data", "info"], ["train", "--out", Folder["run"], "--json"]])
        {
            Outcome outcome = Tool.Run([.. command, "--from", from, "--query", query]);
            outcome.ShouldFail(words);
            (outcome.Output + outcome.Error).ShouldNotContain("wr0ng");
            (outcome.Output + outcome.Error).ShouldNotContain(PostgresServer.Password);
        }
        Directory.Exists(Folder["run"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--query is missing", "train", "--from", "postgres://ann:p4ss@host/db")]
    [InlineData("--from is missing", "data", "info", "--query", "select 1")]
    [InlineData("give one of the two", "train", "shapes", "--from", "postgres://ann:p4ss@host/db", "--query", "select 1")]
    [InlineData("needs DATA", "data", "info")]
    [InlineData("There is no data set or file 'postgres://ann@host/db'", "train", "postgres://ann:p4ss@host/db")]
    [InlineData("has no use for 'postgres://ann@host/db'", "train", "shapes", "postgres://ann:p4ss@host/db")]
    [InlineData("--table is missing", "sample", "run", "--to", "postgres://ann:p4ss@host/db")]
    [InlineData("--to is missing", "sample", "run", "--table", "made")]
    [InlineData("needs --out FILE, or --to CONNECTION and --table NAME", "encode", "run")]
    [InlineData("give one of the two", "encode", "run", "--out", "z.csv", "--to", "postgres://ann:p4ss@host/db", "--table", "made")]
    public void Run_HalfOrTwoOfThem_SaysWhatIsLacking(string words, params string[] args)
    {
        Outcome outcome = Tool.Run(args);
        outcome.ShouldRefuse(words);
        outcome.Error.ShouldNotContain("p4ss");
    }

    [Fact]
    public void DataInfo_OfAQuery_ShowsItsColumns()
    {
        server.Open();
        JsonElement info = Tool.Run("data", "info", "--from", server.Url, "--query", People, "--json").ShouldGiveJson();
        info.GetProperty("name").GetString().ShouldBe("postgres");
        info.GetProperty("path").GetString().ShouldBe($"127.0.0.1:{server.Port}/postgres");
        info.GetProperty("columns").GetArrayLength().ShouldBe(4);
    }

    private string Train()
    {
        server.Open();
        string run = Folder["run"];
        Tool.Run("train", "--from", server.Url, "--query", People, "--out", run, "--epochs", "1", "--set", "model.hidden=[8]", "--latent", "2", "--quiet").Code.ShouldBe(0);
        return run;
    }
}
