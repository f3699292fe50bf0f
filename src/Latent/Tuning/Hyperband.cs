namespace Latent.Tuning;

/// <summary>
/// How many trials are trained for how long (Hyperband, Li et al. 2018). A bracket is one successive halving: it begins
/// with many trials and few epochs, and again and again goes on with the best of them only, for so many times the epochs.
/// Brackets differ in how early they judge, since no one knows beforehand how early one may.
/// </summary>
public static class Hyperband
{
    /// <summary>The brackets, the one that judges earliest first.</summary>
    /// <param name="trials">How many trials there are in all.</param>
    /// <param name="epochs">How many epochs the trials that survive are trained for.</param>
    /// <param name="rate">One in so many survives a rung, and gets so many times the epochs; at least 2.</param>
    /// <exception cref="InputException">A number is too small.</exception>
    public static IReadOnlyList<Bracket> Plan(int trials, int epochs, int rate = 3)
    {
        Require(trials >= 1, $"trials is {trials}; there must be at least 1");
        Require(epochs >= 1, $"epochs is {epochs}; there must be at least 1");
        Require(rate >= 2, $"the rate of halving is {rate}; it must be at least 2");
        int halvings = Math.Min(WholeLogarithm(epochs, rate), WholeLogarithm(trials, rate));
        double[] weights = [.. Enumerable.Range(0, halvings + 1).Select(i => Math.Ceiling((halvings + 1) * Math.Pow(rate, halvings - i) / (halvings - i + 1)))];
        int[] shares = Shares(trials, weights);
        return [.. shares.Select((share, i) => Halve(share, epochs, halvings - i, rate)).Where(bracket => bracket.Trials > 0)];
    }

    /// <summary>How many trials of a rung survive it: one in so many, but never none.</summary>
    public static int Survivors(int trials, int rate) => Math.Max(1, trials / rate);

    private static Bracket Halve(int trials, int epochs, int halvings, int rate)
    {
        var rungs = new List<Rung>();
        for (int i = 0, left = trials; i <= halvings; i++, left = Survivors(left, rate))
        {
            rungs.Add(new Rung(left, (int)Math.Max(1, Math.Round(epochs / Math.Pow(rate, halvings - i)))));
        }
        return new Bracket(trials, rungs);
    }

    /// <summary>Shares trials out by weight; what is left over goes to the largest remainders, the first of equals first.</summary>
    private static int[] Shares(int trials, double[] weights)
    {
        double sum = weights.Sum();
        double[] exact = [.. weights.Select(w => trials * w / sum)];
        int[] shares = [.. exact.Select(e => (int)e)];
        foreach (int i in Enumerable.Range(0, shares.Length).OrderByDescending(i => exact[i] - shares[i]).Take(trials - shares.Sum()))
        {
            shares[i]++;
        }
        return shares;
    }

    private static int WholeLogarithm(int value, int rate)
    {
        int power = 0;
        for (long reached = rate; reached <= value; reached *= rate)
        {
            power++;
        }
        return power;
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InputException($"The tuning option {problem}.");
        }
    }
}

/// <summary>One successive halving.</summary>
/// <param name="Trials">How many trials it begins with.</param>
/// <param name="Rungs">How they are thinned out.</param>
public sealed record Bracket(int Trials, IReadOnlyList<Rung> Rungs)
{
    /// <summary>The epochs of all its trials together.</summary>
    public long Epochs => Rungs.Select((rung, i) => (long)rung.Trials * (rung.Epochs - (i > 0 ? Rungs[i - 1].Epochs : 0))).Sum();
}

/// <summary>A step of a bracket.</summary>
/// <param name="Trials">How many trials are still in it.</param>
/// <param name="Epochs">How many epochs they have been trained for at its end.</param>
public sealed record Rung(int Trials, int Epochs);
