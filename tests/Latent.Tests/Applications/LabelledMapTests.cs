using Latent.Applications;
using Latent.Targets;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tests.Applications;

public class LabelledMapTests
{
    private const int Rows = 80, Levels = 3;

    [Fact]
    public void Tell_AbsenceOfACellThatLabelledRowsLack_IsReadAsLearned()
    {
        // Every row of class 1 lacks its one cell.
        Missing(Rows / 2).ShouldBeGreaterThan(0.9f);

        // Were absence unheard of, what the cell may have held would say little.
        Missing(0).ShouldBeInRange(0.05f, 0.9f);
    }

    /// <summary>The probability of class 1 for a row without its cell, where so many labelled rows are said to lack it.</summary>
    private static float Missing(int lacking)
    {
        var target = new ClassTarget(2, balanced: false, calibrationParts: 2, ridgeValues: Levels, cellValues: Levels);
        float[][] rows = [.. Enumerable.Range(0, Rows).Select(row => Enumerable.Range(0, Levels).Select(level => row % 2 == 0 && row / 2 % Levels == level ? 1f : 0).ToArray())];
        int[] column = new int[Levels];
        new LabelledMap(target, 0, rows, column, column, [.. Enumerable.Repeat(lacking, Levels)], [.. Enumerable.Range(0, Rows).Select(row => (float)(row % 2))]).Tell(0.999, TestContext.Current.CancellationToken);
        using Tape.Scope scope = new Tape(Backend.Default, record: false).Begin();
        return MathF.Exp(target.LogProbability(Tensor.Zeros(new Shape(1, 2)), [Tensor.Zeros(new Shape(1, Levels))], Tensor.Zeros(new Shape(1, Levels))).ToArray()[1]);
    }
}
