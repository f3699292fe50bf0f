using System.Globalization;
using Npgsql;

namespace Latent.Cli.Database;

/// <summary>Understands how people write where a database is: postgres://user@host/database, or Host=...;Database=.... Nothing that it says holds a password.</summary>
internal static class PostgresAddress
{
    private const string HowTo = "write postgres://USER@HOST/DATABASE or Host=HOST;Username=USER;Database=DATABASE, and put the password into the environment variable PGPASSWORD";

    /// <summary>The settings in a text.</summary>
    /// <exception cref="InputException">It cannot be understood.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        NpgsqlConnectionStringBuilder settings;
        if (scheme >= 0)
        {
            if (text[..scheme] is not ("postgres" or "postgresql"))
            {
                throw new InputException($"The connection is to something other than PostgreSQL, which is the database that can be used; {HowTo}.");
            }
            settings = Url(text[(scheme + 3)..]);
        }
        else
        {
            try
            {
                settings = new NpgsqlConnectionStringBuilder(text);
            }
            catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException or KeyNotFoundException or OverflowException)
            {
                // What the exception says may quote the text, and with it the password.
                throw new InputException($"The connection cannot be understood; {HowTo}.");
            }
        }
        if (string.IsNullOrEmpty(settings.Host) && Environment.GetEnvironmentVariable("PGHOST") is { Length: > 0 } host)
        {
            settings.Host = host;
        }
        if (string.IsNullOrEmpty(settings.Host))
        {
            throw new InputException($"The connection names no host; {HowTo}.");
        }
        // A long query is no failure, and a connection is used once.
        settings.CommandTimeout = 0;
        settings.Pooling = false;
        settings.IncludeErrorDetail = false;
        settings.PersistSecurityInfo = false;
        return settings;
    }

    /// <summary>The database as messages call it: host:port/database.</summary>
    public static string Shown(NpgsqlConnectionStringBuilder settings) =>
        string.Create(CultureInfo.InvariantCulture, $"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}");

    private static NpgsqlConnectionStringBuilder Url(string rest)
    {
        var settings = new NpgsqlConnectionStringBuilder();
        try
        {
            int at = rest.LastIndexOf('@');
            if (at >= 0)
            {
                string user = rest[..at];
                int colon = user.IndexOf(':', StringComparison.Ordinal);
                settings.Username = Uri.UnescapeDataString(colon < 0 ? user : user[..colon]);
                if (colon >= 0)
                {
                    settings.Password = Uri.UnescapeDataString(user[(colon + 1)..]);
                }
                rest = rest[(at + 1)..];
            }
            int question = rest.IndexOf('?', StringComparison.Ordinal);
            string query = question < 0 ? "" : rest[(question + 1)..];
            rest = question < 0 ? rest : rest[..question];
            int slash = rest.IndexOf('/', StringComparison.Ordinal);
            string host = slash < 0 ? rest : rest[..slash];
            if (slash >= 0 && slash + 1 < rest.Length)
            {
                settings.Database = Uri.UnescapeDataString(rest[(slash + 1)..]);
            }
            int port = host.LastIndexOf(':');
            if (port >= 0 && !host.EndsWith(']'))
            {
                settings.Port = int.Parse(host[(port + 1)..], NumberStyles.None, CultureInfo.InvariantCulture);
                host = host[..port];
            }
            settings.Host = Uri.UnescapeDataString(host.Trim('[', ']'));
            foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                int equals = pair.IndexOf('=', StringComparison.Ordinal);
                Set(settings, equals < 0 ? pair : pair[..equals], equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..]));
            }
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException or UriFormatException)
        {
            throw new InputException($"The connection cannot be understood; {HowTo}.");
        }
        return settings;
    }

    private static void Set(NpgsqlConnectionStringBuilder settings, string key, string value)
    {
        switch (key)
        {
            case "sslmode":
                settings.SslMode = value switch
                {
                    "disable" => SslMode.Disable,
                    "allow" => SslMode.Allow,
                    "prefer" => SslMode.Prefer,
                    "require" => SslMode.Require,
                    "verify-ca" => SslMode.VerifyCA,
                    "verify-full" => SslMode.VerifyFull,
                    _ => throw new InputException($"The connection has sslmode={value}; it can be disable, allow, prefer, require, verify-ca or verify-full."),
                };
                break;
            case "host": settings.Host = value; break;
            case "port": settings.Port = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture); break;
            case "user": settings.Username = value; break;
            case "password": settings.Password = value; break;
            case "dbname": settings.Database = value; break;
            case "connect_timeout": settings.Timeout = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture); break;
            case "application_name": settings.ApplicationName = value; break;
            case "options": settings.Options = value; break;
            case "sslrootcert": settings.RootCertificate = value; break;
            default:
                throw new InputException($"The connection has the setting '{key}', which is not known here; sslmode, sslrootcert, connect_timeout, application_name and options are.");
        }
    }
}
