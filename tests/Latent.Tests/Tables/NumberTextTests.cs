using System.Globalization;
using System.Text;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Tests.Tables;

public sealed class NumberTextTests
{
    [Fact]
    public void TryParse_NumbersOfAllLengths_RoundsAsTheRuntimeDoes()
    {
        var rng = new Rng(1);
        for (int i = 0; i < 20_000; i++)
        {
            double value = (rng.NextDouble() - 0.5) * Math.Pow(10, rng.Next(60) - 30);
            foreach (string format in (ReadOnlySpan<string>)["R", "F6", "F0", "E17", "G9"])
            {
                string text = value.ToString(format, CultureInfo.InvariantCulture);
                double expected = double.Parse(text, CultureInfo.InvariantCulture);
                NumberText.TryParse(Encoding.UTF8.GetBytes(text), (byte)'.', out double parsed).ShouldBeTrue(text);
                BitConverter.DoubleToInt64Bits(parsed).ShouldBe(BitConverter.DoubleToInt64Bits(expected), text);
                NumberText.TryParse(Encoding.UTF8.GetBytes(text.Replace('.', ',')), (byte)',', out parsed).ShouldBeTrue(text);
                BitConverter.DoubleToInt64Bits(parsed).ShouldBe(BitConverter.DoubleToInt64Bits(expected), text);
            }
        }
    }

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("18446744073709551616")]
    [InlineData("0.00000000000000000000001")]
    [InlineData("00000000000000000000000000001.5")]
    [InlineData("1.7976931348623159e308")]
    [InlineData("-0")]
    public void TryParse_Extremes_AreExact(string text)
    {
        NumberText.TryParse(Encoding.UTF8.GetBytes(text), (byte)'.', out double value).ShouldBeTrue();
        BitConverter.DoubleToInt64Bits(value).ShouldBe(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("1,5")]
    [InlineData("1 2")]
    [InlineData("NaN")]
    [InlineData("1e")]
    [InlineData("--1")]
    [InlineData("++inf")]
    [InlineData("in")]
    [InlineData("½")]
    public void TryParse_WhatIsNoNumber_IsRefused(string text) =>
        NumberText.TryParse(Encoding.UTF8.GetBytes(text), (byte)'.', out _).ShouldBeFalse();
}
