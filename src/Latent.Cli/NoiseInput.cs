using System.Globalization;
using Latent.Corruptions;
using Latent.Data;

namespace Latent.Cli;

/// <summary>Reads --noise: what is done to clean rows so that cleaning them can be measured.</summary>
internal static class NoiseInput
{
    private static readonly string[] s_kinds = ["gaussian", "salt-and-pepper", "masking"];

    /// <summary>The noise of a text such as gaussian:0.3; null for none.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static Corruption? Of(string? text, DataSchema schema)
    {
        if (text is null)
        {
            return null;
        }
        string[] sides = text.Split(':');
        if (!s_kinds.Contains(sides[0]))
        {
            throw new InputException($"--noise is '{text}'; did you mean '{NearestName.Of(sides[0], s_kinds) ?? "gaussian"}'? Write gaussian:0.3, salt-and-pepper:0.1 or masking:0.25.");
        }
        double most = sides[0] == "gaussian" ? 1000 : 1;
        if (sides.Length != 2 || !double.TryParse(sides[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double amount) || !(amount >= 0 && amount <= most))
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"--noise is '{text}'; write {sides[0]}:AMOUNT with an amount from 0 to {most}."));
        }
        if (sides[0] == "salt-and-pepper" && !schema.IsUnitInterval)
        {
            throw new InputException("--noise is salt-and-pepper, which is black and white, and these values are not known to lie in [0, 1]; take gaussian.");
        }
        return sides[0] switch
        {
            "gaussian" => new GaussianNoise(amount, clip: schema.IsUnitInterval),
            "salt-and-pepper" => new SaltAndPepper(amount),
            _ => new MaskingNoise(amount),
        };
    }
}
