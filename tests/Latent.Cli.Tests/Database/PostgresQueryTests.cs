using Latent.Tables;

namespace Latent.Cli.Tests.Database;

[Collection(PostgresTests.Name)]
public sealed class PostgresQueryTests(PostgresServer server)
{
    [Theory]
    [InlineData("7::int2", "7", 7.0)]
    [InlineData("-7::int4", "-7", -7.0)]
    [InlineData("9007199254740993::int8", "9007199254740993", 9007199254740992.0)]
    [InlineData("0.1::float4", "0.1", 0.10000000149011612)]
    [InlineData("0.1::float8", "0.1", 0.1)]
    [InlineData("'infinity'::float8", "Infinity", double.PositiveInfinity)]
    [InlineData("1.500::numeric", "1.500", 1.5)]
    [InlineData("true", "true", null)]
    [InlineData("'Ulm'::text", "Ulm", null)]
    [InlineData("'Ulm'::varchar(9)", "Ulm", null)]
    [InlineData("date '2020-02-29'", "2020-02-29", null)]
    [InlineData("timestamp '2020-02-29 01:02:03.5'", "2020-02-29T01:02:03.5", null)]
    [InlineData("timestamptz '2020-02-29 01:02:03+00'", "2020-02-29T01:02:03Z", null)]
    [InlineData("'11111111-2222-3333-4444-555555555555'::uuid", "11111111-2222-3333-4444-555555555555", null)]
    [InlineData("'{\"a\": 1}'::json", "{\"a\": 1}", null)]
    [InlineData("'{\"a\": 1}'::jsonb", "{\"a\": 1}", null)]
    [InlineData("null::float8", null, null)]
    [InlineData("null::text", null, null)]
    [InlineData("'nan'::float8", null, null)]
    public void Read_EveryType_IsACell(string sql, string? text, double? number)
    {
        using TableReader reader = server.Open().Query($"select {sql} as a, 1 as b").Open();
        reader.Columns.ShouldBe(["a", "b"]);
        reader.Read().ShouldBeTrue();
        reader.IsMissing(0).ShouldBe(text is null);
        if (text is not null)
        {
            reader.Text(0).ToString().ShouldBe(text);
        }
        reader.TryNumber(0, out double value).ShouldBe(number is not null);
        if (number is not null)
        {
            value.ShouldBe(number.Value);
        }
        reader.Read().ShouldBeFalse();
    }

    [Theory]
    [InlineData("'\\x00'::bytea", "bytea")]
    [InlineData("array[1,2]", "integer[]")]
    [InlineData("point(1,2)", "point")]
    public void Open_TypeThatIsNoCell_NamesColumnAndType(string sql, string type) =>
        Error(() => server.Open().Query($"select 1 as a, {sql} as photo").Open()).ShouldBe(
            $"The query to 127.0.0.1:{server.Port}/postgres: the column 'photo' is of the type {type}, which cannot be learned from; cast it to a number or to text in the query, or leave it out.");

    [Fact]
    public void Read_NumericThatIsTooLong_SaysToCast()
    {
        using TableReader reader = server.Open().Query("select 1e60::numeric + 0.5 as amount").Open();
        reader.Read();
        Error(() => reader.TryNumber(0, out _)).ShouldContain("row 1: the value of 'amount' is outside what can be represented; cast the column");
    }

    [Fact]
    public void Read_Twice_RunsTheQueryTwice()
    {
        TableSource source = server.Open().Query("select i from generate_series(1, 1000) i");
        Count(source).ShouldBe(1000);
        Count(source).ShouldBe(1000);
    }

    [Fact]
    public void Read_NoRows_IsRefused() =>
        Error(() => Count(server.Open().Query("select 1 as a where false"))).ShouldBe($"The query to 127.0.0.1:{server.Port}/postgres gives no rows; check its conditions.");

    [Fact]
    public void Open_MissingTableColumnOrNonsense_NamesIt()
    {
        Error(() => server.Open().Query("select * from nowhere").Open()).ShouldBe($"127.0.0.1:{server.Port}/postgres: relation \"nowhere\" does not exist; check the table's name and schema.");
        Error(() => server.Open().Query("select agee from pg_class").Open()).ShouldContain("column \"agee\" does not exist; check the column's name.");
        Error(() => server.Open().Query("selekt 1").Open()).ShouldContain("does not understand the query: syntax error at or near \"selekt\"");
        Error(() => server.Open().Query("create temp table t (a int)").Open()).ShouldContain("gives no columns");
    }

    [Theory]
    [InlineData("postgres://latent:wr0ng@127.0.0.1:{0}/postgres", "does not let latent in: the password is wrong.")]
    [InlineData("Host=127.0.0.1;Port={0};Username=nobody;Password=wr0ng;Database=postgres", "does not let nobody in: the password is wrong.")]
    [InlineData("postgres://latent:wr0ng@127.0.0.1:1/postgres", "127.0.0.1:1/postgres cannot be reached; check the host, the port and that the server runs.")]
    [InlineData("postgres://latent:wr0ng@nowhere.invalid/postgres", "nowhere.invalid:5432/postgres: there is no such host; check its name.")]
    public void Open_CannotConnect_SaysWhyAndNoPassword(string connection, string words)
    {
        string text = connection.Replace("{0}", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        InputException error = Should.Throw<InputException>(() => server.Open(text).Query("select 1").Open());
        error.Message.ShouldContain(words);
        error.ToString().ShouldNotContain("wr0ng");
    }

    [Fact]
    public void Open_DatabaseThatIsNotThere_SaysSo() =>
        Error(() => server.Open($"{server.Url}x").Query("select 1").Open()).ShouldBe($"127.0.0.1:{server.Port}/postgresx: there is no such database; check its name.");

    [Fact]
    public void Open_PasswordInTheEnvironment_IsUsed()
    {
        server.Open();
        string address = $"postgres://latent@127.0.0.1:{server.Port}/postgres";
        Error(() => server.Open(address).Query("select 1").Open()).ShouldContain("asks latent for a password; put it into the environment variable PGPASSWORD.");
        Environment.SetEnvironmentVariable("PGPASSWORD", PostgresServer.Password);
        try
        {
            Count(server.Open(address).Query("select 1 as a")).ShouldBe(1);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PGPASSWORD", null);
        }
    }

    [Fact]
    public void Read_ConnectionCut_SaysSo()
    {
        using TableReader reader = server.Open().Query("select i, repeat('x', 1000) from generate_series(1, 1000000) i").Open();
        reader.Read();
        server.Execute("select pg_terminate_backend(pid) from pg_stat_activity where query like '%generate_series(1, 1000000)%' and pid <> pg_backend_pid()");
        Error(() =>
        {
            while (reader.Read())
            {
            }
        }).ShouldContain($"onnection to 127.0.0.1:{server.Port}/postgres");
    }

    private static string Error(Action work) => Should.Throw<InputException>(work).Message;

    private static int Count(TableSource source)
    {
        using TableReader reader = source.Open();
        int count = 0;
        while (reader.Read())
        {
            count++;
        }
        return count;
    }
}
