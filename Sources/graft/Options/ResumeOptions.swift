import ArgumentParser

/// `--resume RUN`: everything but the machine comes from the run.
struct ResumeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Go on with an interrupted run, to the files that it would have ended in. Settings come from the run; only --threads, --memory-limit, --cache-limit and how to speak may be given with it.",
      valueName: "run"))
  var resume: String?

  /// A flag that would be ignored is refused.
  /// - Throws: `ValidationError`.
  static func verifyOthers(_ arguments: [String], data: String?) throws {
    let allowed = [
      "--resume", "--threads", "--memory-limit", "--cache-limit", "--json", "--quiet", "--verbose",
    ]
    let other = arguments.first { argument in
      argument.hasPrefix("--")
        && !allowed.contains { argument == $0 || argument.hasPrefix($0 + "=") }
    }
    if let other = other ?? data {
      throw ValidationError(
        "\(other): with --resume everything comes from the run, but for \(allowed.dropFirst().joined(separator: ", "))"
      )
    }
  }
}
