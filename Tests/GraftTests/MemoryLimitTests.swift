import Testing

@Suite struct MemoryLimitTests {
  static let flags = ["--image-size", "96", "--batch-size", "16", "--epochs", "1"]
  /// Through the backbone, and the default: the head alone on what the frozen backbone gives.
  static let policies = ["none", "all"].map { ["--freeze", $0] }

  /// What a refusal says is needed, in millions of bytes.
  private func needed(_ flags: [String], in photos: Photos) throws -> Double {
    let outcome = try Command.run(
      ["train", "photos", "--output", "refused", "--memory-limit", "1MB"] + flags, in: photos)
    #expect(outcome.status == 71)
    let figure = try #require(outcome.messages.firstMatch(of: #/this needs ([\d.]+) MB/#))
    return try #require(Double(figure.1))
  }

  @Test(arguments: policies) func fewerThreadsAreUsedAndNothingChanges(policy: [String]) throws {
    let photos = try Photos(picturesPerClass: 3)
    let flags = policy + Self.flags + ["--threads", "3", "--micro-batch", "4"]
    let reference = try photos.train("reference", flags)
    let limit = Int(try needed(flags, in: photos)) + 1
    let outcome = try Command.run(
      ["train", "photos", "--output", "run", "--memory-limit", "\(limit)MB"] + flags, in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("1 of 3 threads, so that memory suffices"))
    #expect(try RunResults(of: "run", in: photos) == reference)
  }

  @Test(arguments: policies) func aRefusalNamesTheMicroBatchThatWorks(policy: [String]) throws {
    let photos = try Photos(picturesPerClass: 3)
    let flags = policy + Self.flags
    let limit = Int(try needed(flags + ["--micro-batch", "16"], in: photos)) - 2
    let arguments = ["train", "photos", "--output", "run", "--memory-limit", "\(limit)MB"] + flags
    let refused = try Command.run(arguments + ["--micro-batch", "16"], in: photos)
    #expect(refused.status == 71)
    #expect(refused.messages.contains("--micro-batch 8 would fit"))
    #expect(!photos.exists("run"))
    let outcome = try Command.run(arguments + ["--micro-batch", "8"], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
  }

  /// Nobody set a limit, but no machine has this much.
  @Test(arguments: policies) func whatNoMachineHasIsRefusedBeforeItStarts(policy: [String]) throws {
    let photos = try Photos(picturesPerClass: 1)
    let outcome = try Command.run(
      ["train", "photos", "--output", "run", "--val-split", "0", "--micro-batch", "4096"]
        + policy + Self.flags.map { $0 == "96" ? "2048" : $0 }, in: photos)
    #expect(outcome.status == 71, "\(outcome.messages)")
    #expect(outcome.messages.contains(#/this needs [\d.]+ [GT]B and the machine has [\d.]+ GB/#))
    #expect(outcome.messages.contains(#/--micro-batch \d+ would fit/#))
    #expect(!photos.exists("run"))
  }

  /// What a trained model does with pictures asks the same way.
  @Test func anEvaluationNamesTheMicroBatchThatWorks() throws {
    let photos = try Photos(picturesPerClass: 2)
    _ = try photos.train("run", Self.flags)
    func evaluate(_ flags: [String]) throws -> Command.Outcome {
      try Command.run(["evaluate", "run", "photos"] + flags, in: photos)
    }
    let told = try evaluate(["--micro-batch", "16", "--memory-limit", "1MB"])
    #expect(told.status == 71 && told.messages.contains("no --micro-batch would fit"))
    let figure = try #require(told.messages.firstMatch(of: #/this needs ([\d.]+) MB/#))
    let limit = "\(Int(try #require(Double(figure.1))) - 2)MB"
    let refused = try evaluate(["--micro-batch", "16", "--memory-limit", limit])
    #expect(refused.status == 71 && refused.messages.contains("--micro-batch 8 would fit"))
    #expect(try evaluate(["--micro-batch", "8", "--memory-limit", limit]).status == 0)
  }
}
