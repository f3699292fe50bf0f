using System.Globalization;
using Latent.Tables;
using Latent.Tensors.Backends;

namespace Latent.Tests.Contracts;

/// <summary>What every application over tables must hold to; none is named here.</summary>
[Collection(nameof(Alone))]
public class ApplicationContract
{
    // A table that is read on and on must end at some time, should nobody stop it.
    private const int Endless = 20_000;

    private static readonly SmallTable s_table = SmallTable.Of(SmallData.MixedTable(60)), s_other = SmallTable.Of(SmallData.MixedTable(60, seed: 2));

    // A row that lacks its height and has the other cells.
    private static readonly int s_gap = Array.FindIndex(s_table.Rows, row => row.Count(cell => cell is null) == 1 && row[0] is null);

    private static readonly Dictionary<string, ApplicationCase.Instance> s_fitted = [];

    public static TheoryData<string> All => [.. ApplicationCase.All.Select(a => a.Name)];

    public static TheoryData<string> Readers => [.. ApplicationCase.All.Where(a => a.ReadsTables).Select(a => a.Name)];

    public static TheoryData<string> ThatAnswerRowsAlone => [.. ApplicationCase.All.Where(a => a.AnswersRowsAlone).Select(a => a.Name)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(All))]
    public void Use_BeforeFit_SaysToCallIt(string application)
    {
        ApplicationCase.Instance fresh = Make(application);
        foreach (Action use in (Action[])[() => Answer(fresh, s_table.Records()), () => fresh.Learned()])
        {
            Should.Throw<InvalidOperationException>(use).Message.ShouldMatch(@"^[^\n]*\bFit\b[^\n]*\.$");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Fit_GivesTheApplicationItself(string application)
    {
        ApplicationCase.Instance fresh = Make(application);
        fresh.Fit(s_table.Records(), Cancellation).ShouldBeSameAs(fresh.Application);
        fresh.Learned().ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Fit_OnAnyNumberOfThreads_GivesTheSameBits(string application)
    {
        Backend held = Backend.Default;
        try
        {
            string[] answers = [.. new[] { 1, 3, 1 }.Select(threads =>
            {
                Backend.Default = Backend.CreateCpu(threads);
                return string.Join('\n', Answer(Learn(application, s_table.Records()), s_table.Records()));
            })];
            answers.Distinct().Count().ShouldBe(1);
            answers[0].ShouldNotBeEmpty();
        }
        finally
        {
            Backend.Default = held;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Fit_FromAnotherSeed_GivesAnotherAnswer(string application) =>
        Answer(Learn(application, s_table.Records(), seed: 2), s_table.Records()).ShouldNotBe(Answer(Fitted(application), s_table.Records()));

    [Theory]
    [MemberData(nameof(All))]
    public void FitAndUse_OfTheSameRowsFromAnySource_GiveTheSame(string application)
    {
        using var folder = new TemporaryFolder();
        foreach (TableSource table in (TableSource[])[s_table.Query(), s_table.File(folder["table.csv"]), s_table.File(folder["table.jsonl"])])
        {
            Answer(Learn(application, table), table).ShouldBe(Answer(Fitted(application), s_table.Records()), table.Name);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Fit_Again_LeavesNothingOfWhatWasLearned(string application)
    {
        ApplicationCase.Instance twice = Learn(application, s_other.Records());
        string[] before = Answer(twice, s_table.Records());
        twice.Fit(s_table.Records(), Cancellation);
        Answer(twice, s_table.Records()).ShouldBe(Answer(Fitted(application), s_table.Records()));
        Answer(twice, s_table.Records()).ShouldNotBe(before);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Fit_ThatFails_KeepsWhatWasLearned(string application)
    {
        ApplicationCase.Instance fitted = Learn(application, s_table.Records());
        ShouldBeRefused(() => fitted.Fit(s_table.Take(0).Records(), Cancellation)).ShouldContain("no rows");
        ShouldBeRefused(() => fitted.Fit(s_table.Take(1).Records(), Cancellation)).ShouldContain("one row");
        Should.Throw<OperationCanceledException>(() => fitted.Fit(s_other.Records(), new CancellationToken(canceled: true)));
        Answer(fitted, s_table.Records()).ShouldBe(Answer(Fitted(application), s_table.Records()));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Fit_CancelledWhileItReads_StopsAndClosesTheTable(string application) =>
        ShouldStop((table, cancellation) => Make(application).Fit(table, cancellation));

    [Theory]
    [MemberData(nameof(Readers))]
    public void Use_CancelledWhileItReads_StopsAndClosesTheTable(string application) =>
        ShouldStop((table, cancellation) => Fitted(application).Answer(table, cancellation));

    [Theory]
    [MemberData(nameof(All))]
    public void Use_Cancelled_Throws(string application) =>
        Should.Throw<OperationCanceledException>(() => Fitted(application).Answer(s_table.Records(), new CancellationToken(canceled: true)));

    [Theory]
    [MemberData(nameof(ThatAnswerRowsAlone))]
    public void Use_RowByRow_GivesTheSameAsTogether(string application)
    {
        string[] together = Answer(Fitted(application), s_table.Records());
        together.Length.ShouldBe(s_table.Rows.Length);
        for (int row = 0; row < 12; row++)
        {
            Answer(Fitted(application), s_table.Only(row).Records()).ShouldHaveSingleItem().ShouldBe(together[row]);
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Use_OfColumnsInAnotherOrderAndFurtherOnes_GivesTheSame(string application) =>
        Answer(Fitted(application), s_table.Choose(["further", .. s_table.Columns.Reverse()]).Records()).ShouldBe(Answer(Fitted(application), s_table.Records()));

    [Theory]
    [MemberData(nameof(Readers))]
    public void Use_WithoutAColumn_NamesIt(string application) =>
        ShouldBeRefused(() => Answer(Fitted(application), s_table.Choose(s_table.Columns.Select(c => c == "visits" ? "visit" : c)).Records())).ShouldContain("the column 'visits'");

    [Theory]
    [MemberData(nameof(Readers))]
    public void Use_WithoutTheColumnThatItTells_GivesTheSame(string application)
    {
        if (ApplicationCase.All.Single(a => a.Name == application).Told is { } told)
        {
            Answer(Fitted(application), s_table.Choose(s_table.Columns.Where(c => c != told)).Records()).ShouldBe(Answer(Fitted(application), s_table.Records()));
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Use_OfLevelsNeverSeen_TakesAllForTheSame(string application)
    {
        string[][] answers = [.. new object[] { "Paris", "Lima", 7.0 }.Select(town => Answer(Fitted(application), s_table.With(s_gap, "town", town).Records()))];
        answers[1].ShouldBe(answers[0]);
        answers[2].ShouldBe(answers[0]);
        answers[0].ShouldNotBe(Answer(Fitted(application), s_table.Records()));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Use_OfInfiniteNumbers_TakesThemForMissing(string application)
    {
        string[][] answers = [.. new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity }.Select(income => Answer(Fitted(application), s_table.With(s_gap, "income", income).Records()))];
        answers[1].ShouldBe(answers[0]);
        answers[2].ShouldBe(answers[0]);
        answers[0].ShouldNotBe(Answer(Fitted(application), s_table.Records()));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Use_OfEmptyCellsAndOfHugeNumbers_IsFinite(string application)
    {
        SmallTable nobody = s_table with { Rows = [.. s_table.Rows, new object?[s_table.Columns.Length]] };
        SmallTable unvisited = s_table with { Rows = [.. s_table.Rows.Select(row => row.Select((cell, i) => s_table.Columns[i] == "visits" ? null : cell).ToArray())] };
        foreach (SmallTable table in (SmallTable[])[nobody, unvisited, s_table.With(s_gap, "income", 1e200), s_table.With(s_gap, "income", double.MaxValue)])
        {
            foreach (string word in Answer(Fitted(application), table.Records()).SelectMany(line => line.Split(' ')))
            {
                (double.TryParse(word, CultureInfo.InvariantCulture, out double number) && !double.IsFinite(number)).ShouldBeFalse(word);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Use_OfTextWhereNumbersWere_NamesTheCell(string application) =>
        ShouldBeRefused(() => Answer(Fitted(application), s_table.With(3, "income", "much").Records())).ShouldContain("row 4: 'much' in the column 'income'");

    private static ApplicationCase.Instance Make(string application, ulong seed = 1) => ApplicationCase.All.Single(a => a.Name == application).Make(seed);

    private static ApplicationCase.Instance Learn(string application, TableSource table, ulong seed = 1)
    {
        ApplicationCase.Instance made = Make(application, seed);
        made.Fit(table, Cancellation);
        return made;
    }

    /// <summary>One that has learned the table, and learns nothing else.</summary>
    private static ApplicationCase.Instance Fitted(string application)
    {
        if (!s_fitted.TryGetValue(application, out ApplicationCase.Instance? fitted))
        {
            s_fitted[application] = fitted = Learn(application, s_table.Records());
        }
        return fitted;
    }

    private static string[] Answer(ApplicationCase.Instance application, TableSource table) => application.Answer(table, Cancellation);

    /// <summary>The one sentence with which bad input is refused.</summary>
    private static string ShouldBeRefused(Action work)
    {
        string message = Should.Throw<InputException>(work).Message;
        message.ShouldMatch(@"^[^\n]+\.$");
        return message;
    }

    /// <summary>Work on a table that is cancelled from within it.</summary>
    private static void ShouldStop(Action<TableSource, CancellationToken> work)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        int open = 0, read = 0;
        Should.Throw<OperationCanceledException>(() => work(s_table.Records(Rows()), source.Token));
        read.ShouldBeLessThan(Endless);
        open.ShouldBe(0);

        IEnumerable<object?[]> Rows()
        {
            open++;
            try
            {
                for (int row = 0; row < Endless; row++)
                {
                    if (row == Endless / 4)
                    {
                        source.Cancel();
                    }
                    read++;
                    yield return s_table.Rows[row % s_table.Rows.Length];
                }
            }
            finally
            {
                open--;
            }
        }
    }
}
