import ArgumentParser
import Foundation
import Workbench
import Workers

/// The way in and out of the program.
enum Entry {
  /// Ctrl-C sets it; running work stops at the next task.
  static let cancellation = Cancellation()

  static func run() {
    // A pipe closed by `head` is no reason to die with a signal's status.
    signal(SIGPIPE, SIG_IGN)
    // Made now: a signal handler may not be the first to touch it.
    _ = cancellation
    signal(SIGINT) { _ in
      // The second Ctrl-C does not wait.
      if Entry.cancellation.isCancelled { _exit(Failure.Code.interrupted.rawValue) }
      Entry.cancellation.cancel()
    }
    // Whoever started this may have blocked it: Dispatch's threads do, and children inherit that.
    var interruption = sigset_t()
    sigemptyset(&interruption)
    sigaddset(&interruption, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &interruption, nil)
    do {
      let arguments = Array(CommandLine.arguments.dropFirst())
      try CommandName.verify(arguments)
      var command = try ConfigurationFile.parse(arguments)
      try command.run()
    } catch let error where Graft.exitCode(for: error) == .success || error.isUsage {
      // Help, version, and what the parser says of a wrong line: 64 for the latter.
      Graft.exit(withError: error)
    } catch {
      let failure = Failure(error)
      Terminal.write("graft: \(failure.message)\n")
      exit(failure.code.rawValue)
    }
  }
}

extension Error {
  /// Whether ArgumentParser knows how to say it.
  fileprivate var isUsage: Bool {
    self is ValidationError || self is ExitCode || self is CleanExit
      || String(reflecting: type(of: self)).hasPrefix("ArgumentParser.")
  }
}
