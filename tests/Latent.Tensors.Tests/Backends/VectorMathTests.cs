using Latent.Tensors.Backends;

namespace Latent.Tensors.Tests.Backends;

/// <summary>The elementary functions against double precision, over dense sweeps, on every rung that this processor has: the errors that VectorMath states.</summary>
public sealed class VectorMathTests
{
    private const int Points = 200_000;

    public static TheoryData<string, int> Rungs()
    {
        var cases = new TheoryData<string, int>();
        foreach (string name in s_functions.Keys)
        {
            foreach (int lanes in (int[])[16, 8, 4, 1])
            {
                cases.Add(name, lanes);
            }
        }
        return cases;
    }

    private static readonly double[] s_lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    // The function, the ends of the sweep, the error in units in the last place, and the least magnitude that units are taken of.
    private static readonly Dictionary<string, (UnaryOperation Operation, Func<double, double> Exact, double From, double To, double Ulps, double Least)> s_functions = new()
    {
        ["exp"] = (UnaryOperation.Exp, Math.Exp, -87, 88.7, 1.1, 0),
        ["log"] = (UnaryOperation.Log, Math.Log, 1e-30, 50, 1.01, 0),
        ["log of large"] = (UnaryOperation.Log, Math.Log, 50, 1e30, 1.01, 0),
        ["tanh"] = (UnaryOperation.Tanh, Math.Tanh, -12, 12, 2.5, 0),
        ["tanh near 0"] = (UnaryOperation.Tanh, Math.Tanh, -0.01, 0.01, 2.5, 0),
        ["sigmoid"] = (UnaryOperation.Sigmoid, x => 1 / (1 + Math.Exp(-x)), -80, 30, 2.5, 0),
        ["softplus"] = (UnaryOperation.Softplus, Softplus, -80, 40, 2, 0),
        ["sin"] = (UnaryOperation.Sin, Math.Sin, -100, 100, 2, 0.01),
        ["cos"] = (UnaryOperation.Cos, Math.Cos, -100, 100, 2, 0.01),
        ["silu"] = (UnaryOperation.Silu, x => x / (1 + Math.Exp(-x)), -80, 40, 3, 0),
        ["log-gamma"] = (UnaryOperation.LogGamma, LogGamma, 1e-3, 20, 4, 0.2),
        ["log-gamma near its zeros"] = (UnaryOperation.LogGamma, LogGamma, 0.9, 2.1, 6, 1e-3),
        ["log-gamma of large"] = (UnaryOperation.LogGamma, LogGamma, 20, 1e6, 4, 0),
        ["log-gamma of small"] = (UnaryOperation.LogGamma, LogGamma, 1e-30, 1e-3, 4, 0),
        ["Stirling error"] = (UnaryOperation.StirlingError, StirlingError, 1e-3, 8, 24, 1),
        ["Stirling error of large"] = (UnaryOperation.StirlingError, x => ((1 - (1 / (30 * x * x))) / (12 * x)) + (1 / (1260 * Math.Pow(x, 5))), 8.001, 1e6, 30, 0),
        ["digamma"] = (UnaryOperation.Digamma, Digamma, 1e-3, 20, 10, 0.5),
        ["digamma of large"] = (UnaryOperation.Digamma, Digamma, 20, 1e6, 4, 0),
        ["digamma of small"] = (UnaryOperation.Digamma, Digamma, 1e-30, 1e-3, 4, 0),
        ["gelu"] = (UnaryOperation.Gelu, Gelu, -10, 10, 12, 0.01),
    };

    [Theory]
    [MemberData(nameof(Rungs))]
    public void Function_DenseSweep_KeepsItsError(string name, int lanes)
    {
        Backend backend = Backend.CreateCpu(1, lanes);
        (UnaryOperation operation, Func<double, double> exact, double from, double to, double ulps, double least) = s_functions[name];
        float[] xs = [.. Enumerable.Range(0, Points).Select(i => (float)(from + ((to - from) * i / (Points - 1))))];
        Tensor x = Tensor.From(xs, new Shape(Points), backend), y = Tensor.Zeros(new Shape(Points), backend);
        backend.Unary(operation, x, y, 0);
        float[] ys = y.ToArray();
        double worst = 0;
        float at = 0;
        for (int i = 0; i < Points; i++)
        {
            double expected = exact(xs[i]);
            double unit = MathF.BitIncrement((float)Math.Max(Math.Abs(expected), Math.Max(least, 1.2e-38))) - (float)Math.Max(Math.Abs(expected), Math.Max(least, 1.2e-38));
            double error = Math.Abs(ys[i] - expected) / unit;
            (worst, at) = error > worst ? (error, xs[i]) : (worst, at);
        }
        worst.ShouldBeLessThanOrEqualTo(ulps, $"worst {worst:F2} at {at:R}");
    }

    private static double Softplus(double x)
    {
        double t = Math.Exp(-Math.Abs(x));

        // log(1 + t) without the rounding of 1 + t.
        double u = 1 + t;
        return Math.Max(x, 0) + (u == 1 ? t : Math.Log(u) * t / (u - 1));
    }

    /// <summary>The approximation of Lanczos with g = 7, by reflection below one half.</summary>
    private static double LogGamma(double x)
    {
        if (x < 0.5)
        {
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        }
        double sum = s_lanczos[0], shifted = x + 6.5;
        for (int i = 1; i < s_lanczos.Length; i++)
        {
            sum += s_lanczos[i] / (x - 1 + i);
        }
        return (0.5 * Math.Log(2 * Math.PI)) + ((x - 0.5) * Math.Log(shifted)) - shifted + Math.Log(sum);
    }

    private static double StirlingError(double x) => LogGamma(x) - ((x - 0.5) * Math.Log(x)) + x - (0.5 * Math.Log(2 * Math.PI));

    /// <summary>The derivative of <see cref="LogGamma"/>.</summary>
    private static double Digamma(double x)
    {
        if (x < 0.5)
        {
            return Digamma(1 - x) - (Math.PI / Math.Tan(Math.PI * x));
        }
        double sum = s_lanczos[0], slope = 0, shifted = x + 6.5;
        for (int i = 1; i < s_lanczos.Length; i++)
        {
            double term = s_lanczos[i] / (x - 1 + i);
            sum += term;
            slope -= term / (x - 1 + i);
        }
        return Math.Log(shifted) + ((x - 0.5) / shifted) - 1 + (slope / sum);
    }

    private static double Gelu(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));
}
