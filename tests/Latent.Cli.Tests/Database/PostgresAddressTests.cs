using Latent.Cli.Database;
using Npgsql;

namespace Latent.Cli.Tests.Database;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("postgres://ann:p%40s%2Fs@db.example:5433/people?sslmode=require")]
    [InlineData("postgresql://ann:p@s%2Fs@db.example:5433/people?sslmode=require")]
    [InlineData("Host=db.example;Port=5433;Username=ann;Password=p@s/s;Database=people;SSL Mode=Require")]
    [InlineData("postgres:///people?host=db.example&port=5433&user=ann&password=p%40s/s&sslmode=require")]
    public void Parse_EveryWay_GivesTheSame(string text)
    {
        NpgsqlConnectionStringBuilder settings = PostgresAddress.Parse(text);
        (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database, settings.SslMode).ShouldBe(("db.example", 5433, "ann", "p@s/s", "people", SslMode.Require));
        PostgresAddress.Shown(settings).ShouldBe("db.example:5433/people");
    }

    [Theory]
    [InlineData("postgres://ann:s3cret@db:port/people", "cannot be understood")]
    [InlineData("Host=db;Passwort=s3cret", "cannot be understood")]
    [InlineData("Password=s3cret;Host", "cannot be understood")]
    [InlineData("mysql://ann:s3cret@db/people", "something other than PostgreSQL")]
    [InlineData("Username=ann;Password=s3cret", "names no host")]
    [InlineData("postgres://ann:s3cret@db/people?pool=3", "the setting 'pool'")]
    [InlineData("postgres://ann:s3cret@db/people?sslmode=s0", "sslmode=s0; it can be disable")]
    public void Parse_WhatCannotBe_SaysHowAndNoPassword(string text, string words)
    {
        InputException error = Should.Throw<InputException>(() => PostgresAddress.Parse(text));
        error.Message.ShouldContain(words);
        error.ToString().ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData("people", "\"people\"")]
    [InlineData("sales.People", "\"sales\".\"People\"")]
    [InlineData("\"a.b\"", "\"a.b\"")]
    public void Quoted_NamesOfTables_AreQuoted(string name, string sql) => PostgresTable.Quoted(name).ShouldBe(sql);

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("a.")]
    [InlineData("\"a")]
    public void Quoted_WhatIsNoName_IsRefused(string name) =>
        Should.Throw<InputException>(() => PostgresTable.Quoted(name)).Message.ShouldBe($"'{name}' is no name of a table; write TABLE or SCHEMA.TABLE.");
}
