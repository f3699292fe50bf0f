using System.Net.Sockets;
using Npgsql;

namespace Latent.Cli.Database;

/// <summary>What PostgreSQL refused, in one sentence that names what it was about and never a password.</summary>
internal static class PostgresFault
{
    /// <summary>Puts a failure into words; null if it is none of the database's.</summary>
    /// <param name="exception">What happened.</param>
    /// <param name="place">The database as messages call it.</param>
    /// <param name="user">Who was to be let in.</param>
    public static InputException? Explain(Exception exception, string place, string? user) => exception switch
    {
        PostgresException refused => new InputException(Refused(refused, place, user), exception),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException =>
            new InputException($"{place} did not answer in time; check the host and the port.", exception),
        NpgsqlException { InnerException: SocketException socket } when socket.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
            new InputException($"{place}: there is no such host; check its name.", exception),
        NpgsqlException { InnerException: SocketException socket } when socket.SocketErrorCode is SocketError.ConnectionRefused or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.TimedOut or SocketError.AddressNotAvailable =>
            new InputException($"{place} cannot be reached; check the host, the port and that the server runs.", exception),
        NpgsqlException npgsql when npgsql.Message.Contains("No password", StringComparison.OrdinalIgnoreCase) =>
            new InputException($"{place} asks {user} for a password; put it into the environment variable PGPASSWORD.", exception),
        NpgsqlException { InnerException: System.Security.Authentication.AuthenticationException } =>
            new InputException($"{place}: the encrypted connection was refused; check sslmode and the certificate.", exception),
        NpgsqlException or SocketException or IOException or ObjectDisposedException =>
            new InputException($"The connection to {place} broke off; nothing that was being written is kept, so run it again.", exception),
        _ => null,
    };

    private static string Refused(PostgresException refused, string place, string? user) => refused.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword => $"{place} does not let {user} in: the password is wrong.",
        PostgresErrorCodes.InvalidAuthorizationSpecification => $"{place} does not let {user} in; check the user's name and what the server allows.",
        PostgresErrorCodes.InvalidCatalogName => $"{place}: there is no such database; check its name.",
        PostgresErrorCodes.UndefinedTable => $"{place}: {Said(refused)}; check the table's name and schema.",
        PostgresErrorCodes.UndefinedColumn => $"{place}: {Said(refused)}; check the column's name.",
        PostgresErrorCodes.SyntaxError => $"{place} does not understand the query: {Said(refused)}.",
        PostgresErrorCodes.InsufficientPrivilege => $"{place}: {Said(refused)}; ask for the right to do it, or use another user.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => $"The connection to {place} was closed by the server; nothing that was being written is kept, so run it again.",
        PostgresErrorCodes.CannotConnectNow => $"{place} is starting or stopping; try again in a moment.",
        PostgresErrorCodes.TooManyConnections => $"{place} has no connection left; try again later.",
        PostgresErrorCodes.NotNullViolation => $"{place}: {Said(refused)}; the column needs a value in every row.",
        _ => $"{place}: {Said(refused)} (SQLSTATE {refused.SqlState}).",
    };

    private static string Said(PostgresException refused) => refused.MessageText.ReplaceLineEndings(" ").TrimEnd('.');
}
