using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Latent.Cli.Database;
using Npgsql;

namespace Latent.Cli.Tests.Database;

/// <summary>The tests that share one server.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresTests : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}

/// <summary>A PostgreSQL server of the tests' own: a new cluster in a temporary folder, on a free port, gone afterwards.</summary>
public sealed class PostgresServer : IDisposable
{
    public const string Password = "s3cret-Pa55";

    private readonly string _folder = "";
    private readonly string _programs = "";
    private readonly string? _absent;

    public PostgresServer()
    {
        if (Programs() is not { } programs)
        {
            _absent = "There is no PostgreSQL: neither the PATH nor /usr/lib/postgresql has initdb and pg_ctl.";
            return;
        }
        if (OperatingSystem.IsWindows())
        {
            _absent = "The tests start a server of their own on Unix only.";
            return;
        }
        _programs = programs;
        _folder = Directory.CreateTempSubdirectory("latent-postgres-").FullName;
        // As root the server runs under another name, which has to get in here.
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_111_111);
        string password = Path.Join(_folder, "password");
        File.WriteAllText(password, Password);
        Port = FreePort();
        _absent = Run("initdb", "-D", Data, "-U", "latent", "-A", "scram-sha-256", $"--pwfile={password}", "-E", "UTF8", "--locale=C", "--no-sync")
            ?? Run("pg_ctl", "start", "-w", "-D", Data, "-l", Path.Join(_folder, "log"), "-o",
                string.Create(CultureInfo.InvariantCulture, $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"));
    }

    public int Port { get; }

    public string Url => $"postgres://latent:{Password}@127.0.0.1:{Port}/postgres";

    private string Data => Path.Join(_folder, "data");

    /// <summary>The database, or the test is skipped.</summary>
    internal PostgresDatabase Open(string? connection = null)
    {
        Assert.SkipWhen(_absent is not null, _absent ?? "");
        return new PostgresDatabase(connection ?? Url);
    }

    /// <summary>Runs SQL and gives the first value.</summary>
    public object? Execute(string sql)
    {
        Assert.SkipWhen(_absent is not null, _absent ?? "");
        using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={Port};Username=latent;Password={Password};Database=postgres;Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    public void Dispose()
    {
        if (_folder.Length == 0)
        {
            return;
        }
        if (File.Exists(Path.Join(Data, "postmaster.pid")))
        {
            Run("pg_ctl", "stop", "-m", "immediate", "-w", "-D", Data);
        }
        Directory.Delete(_folder, recursive: true);
    }

    private static string? Programs()
    {
        IEnumerable<string> debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out int version) ? version : 0).Select(folder => Path.Join(folder, "bin"))
            : [];
        IEnumerable<string> path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return debian.Concat(path).FirstOrDefault(folder => File.Exists(Path.Join(folder, "initdb")) && File.Exists(Path.Join(folder, "pg_ctl")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Runs a program of PostgreSQL, not as root, and says what went wrong.</summary>
    private string? Run(string program, params string[] arguments)
    {
        string file = Path.Join(_programs, program);
        // Output goes nowhere: the server would hold on to a pipe.
        string command = $"cd / && exec \"$0\" \"$@\" > '{Path.Join(_folder, program)}.out' 2>&1 < /dev/null";
        string[] asUser = Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "sh", "-c", command, file] : ["sh", "-c", command, file];
        var start = new ProcessStartInfo(asUser[0], [.. asUser[1..], .. arguments]);
        try
        {
            using Process process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"PostgreSQL cannot be started for the tests: {program} gave {process.ExitCode}: {Said(program)}";
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return $"PostgreSQL cannot be started for the tests: {exception.Message}";
        }
    }

    private string Said(string program)
    {
        string output = Path.Join(_folder, $"{program}.out");
        return File.Exists(output) ? File.ReadAllText(output).Trim() : "it said nothing";
    }
}
