namespace Latent.Tensors.Tests.Contracts;

/// <summary>Whether two arrays of floats mean the same.</summary>
internal static class Agreement
{
    /// <summary>Fails unless every |actual - expected| is at most absolute + relative |expected|, NaN meets NaN, and infinities are equal.</summary>
    public static void Check(string what, float[] actual, float[] expected, double relative, double absolute)
    {
        if (actual.Length != expected.Length)
        {
            Assert.Fail($"{what}: {actual.Length} results instead of {expected.Length}.");
        }
        for (int i = 0; i < actual.Length; i++)
        {
            double a = actual[i], e = expected[i];
            bool same = double.IsFinite(e) ? Math.Abs(a - e) <= absolute + (relative * Math.Abs(e)) : a.Equals(e);
            if (!same)
            {
                Assert.Fail($"{what}: element {i} of {actual.Length} is {actual[i]:R}, and should be {expected[i]:R} (difference {a - e:E2}).");
            }
        }
    }

    /// <summary>Fails unless all bits are equal.</summary>
    public static void CheckBits(string what, float[] actual, float[] expected)
    {
        actual.Length.ShouldBe(expected.Length, what);
        for (int i = 0; i < actual.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(actual[i]) != BitConverter.SingleToInt32Bits(expected[i]))
            {
                Assert.Fail($"{what}: element {i} of {actual.Length} is {actual[i]:R}, and should be {expected[i]:R} to the bit.");
            }
        }
    }
}
