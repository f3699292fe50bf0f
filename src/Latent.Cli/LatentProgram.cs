using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json.Nodes;
using Latent.Cli.Commands;
using Latent.Cli.Database;
using Latent.Data;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Cli;

/// <summary>The program without its process: it reads arguments, writes to the writers it is given and returns an exit status.</summary>
internal static class LatentProgram
{
    /// <summary>Runs the program on plain writers.</summary>
    public static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation = default) =>
        Run(args, new Terminal(output, error), cancellation);

    /// <summary>Runs the program.</summary>
    public static int Run(string[] args, Terminal terminal, CancellationToken cancellation = default)
    {
        Command root = Root(new CommandHost(terminal, args, cancellation));
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        bool json = args.Contains("--json");
        try
        {
            if (ParseProblem.Of(parsed) is { } problem)
            {
                return Fail(terminal, args, json, problem, ExitCode.BadInput);
            }
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (InputException e)
        {
            return Fail(terminal, args, json, e.Message, ExitCode.BadInput);
        }
        catch (OperationCanceledException e)
        {
            return Fail(terminal, args, json, e is StoppedException ? e.Message : "Stopped.", ExitCode.Cancelled);
        }
        catch (Exception e) when (e is TrainingException or DownloadException or IOException or UnauthorizedAccessException or TensorException)
        {
            return Fail(terminal, args, json, e.Message, ExitCode.Failed);
        }
        catch (OutOfMemoryException)
        {
            return Fail(terminal, args, json, "There is not enough memory for this; take a smaller batch, a smaller model or fewer rows.", ExitCode.Failed);
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("LATENT_DEBUG") is not "1")
        {
            return Fail(terminal, args, json, $"Something went wrong inside latent ({e.GetType().Name}: {e.Message.TrimEnd('.')}); with LATENT_DEBUG=1 it says where.", ExitCode.Failed);
        }
    }

    private static Command Root(CommandHost host)
    {
        // A plain command: a root command would be called after the program's file.
        var root = new Command("latent", "Variational autoencoders: train them on images, tables and arrays, score, sample and look inside.")
        {
            new HelpOption { Description = "Say how a command is used." }, new VersionOption { Description = "Say the version." },
        };
        SharedOptions.AddTo(root);
        root.Add(TrainCommand.Create(host));
        root.Add(TuneCommand.Create(host));
        root.Add(EvaluateCommand.Create(host));
        root.Add(CompareCommand.Create(host));
        root.Add(SampleCommand.Create(host));
        root.Add(ReconstructCommand.Create(host));
        root.Add(DenoiseCommand.Create(host));
        root.Add(UpscaleCommand.Create(host));
        root.Add(ForecastCommand.Create(host));
        root.Add(EncodeCommand.Create(host));
        root.Add(ClusterCommand.Create(host));
        root.Add(MapCommand.Create(host));
        root.Add(ImputeCommand.Create(host));
        root.Add(PredictCommand.Create(host));
        root.Add(DetectCommand.Create(host));
        root.Add(InterpolateCommand.Create(host));
        root.Add(TraverseCommand.Create(host));
        root.Add(InfoCommand.Create(host));
        root.Add(ReportCommand.Create(host));
        root.Add(RecipesCommand.Create(host));
        root.Add(DataCommand.Create(host));
        return root;
    }

    private static int Fail(Terminal terminal, string[] args, bool json, string message, int code)
    {
        string sentence = string.Join(' ', PasswordFilter.StripMessage(message, args).Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (json)
        {
            JsonText.Write(terminal.Output, new JsonObject { ["error"] = sentence, ["exit_code"] = code });
        }
        terminal.Error.WriteLine(sentence);
        terminal.Error.Flush();
        return code;
    }
}
