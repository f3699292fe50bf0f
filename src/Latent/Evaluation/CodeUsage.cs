using Latent.Posteriors;
using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>Counts how often rows use the codes of a model whose latents are made of some.</summary>
public sealed class CodeUsage
{
    private readonly DiscretePosterior _posterior;
    private readonly long[][] _counts;
    private int[] _codes = [];

    /// <summary>No rows yet.</summary>
    public CodeUsage(DiscretePosterior posterior)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        _posterior = posterior;
        _counts = [.. Enumerable.Range(0, posterior.SharesCodes ? 1 : posterior.Positions).Select(_ => new long[posterior.Codes])];
    }

    /// <summary>How many codes there are in all: those of the one codebook, or the categories of all groups.</summary>
    public int Codes => _counts.Length * _posterior.Codes;

    /// <summary>How many of them no row has used.</summary>
    public int Dead => _counts.Sum(table => table.Count(n => n == 0));

    /// <summary>exp(entropy) of how often codes are used: as many codes, used equally often, would say as much; the geometric mean over groups that have categories of their own.</summary>
    public double Perplexity => Math.Exp(_counts.Average(Entropy));

    /// <summary>Adds the codes of some rows.</summary>
    /// <param name="latents">[rows, latent]: latents that are made of codes.</param>
    public void Add(Tensor latents)
    {
        ArgumentNullException.ThrowIfNull(latents);
        int length = latents.Shape[0] * _posterior.Positions;
        if (_codes.Length < length)
        {
            _codes = new int[length];
        }
        _posterior.Read(latents, _codes);
        for (int i = 0; i < length; i++)
        {
            _counts[i % _posterior.Positions % _counts.Length][_codes[i]]++;
        }
    }

    private static double Entropy(long[] table)
    {
        double total = table.Sum(), entropy = 0;
        foreach (long n in table)
        {
            entropy -= n == 0 ? 0 : n / total * Math.Log(n / total);
        }
        return entropy;
    }
}
