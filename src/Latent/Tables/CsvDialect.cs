using System.Text;

namespace Latent.Tables;

/// <summary>How one file of separated values is written, with nothing left open.</summary>
/// <param name="Encoding">Its encoding; without a byte order mark for writing.</param>
/// <param name="Separator">What stands between two cells.</param>
/// <param name="Header">Whether the first row names the columns.</param>
/// <param name="DecimalSeparator">What stands before the fraction of a number.</param>
internal sealed record CsvDialect(Encoding Encoding, char Separator, bool Header, char DecimalSeparator);
