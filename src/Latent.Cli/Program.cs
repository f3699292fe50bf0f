using System.Runtime.InteropServices;
using Latent.Cli;

using var cancellation = new CancellationTokenSource();

// The first signal asks the work to stop, the second one ends the program as usual.
void Stop(PosixSignalContext signal)
{
    if (!cancellation.IsCancellationRequested)
    {
        signal.Cancel = true;
        cancellation.Cancel();
    }
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
bool dumb = Environment.GetEnvironmentVariable("TERM") is "dumb";
var terminal = new Terminal(Console.Out, Console.Error, !dumb && !Console.IsOutputRedirected, !dumb && !Console.IsErrorRedirected, Console.OpenStandardInput);
return LatentProgram.Run(args, terminal, cancellation.Token);
